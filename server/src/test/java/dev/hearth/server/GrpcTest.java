// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PusherServiceGrpc.PusherServiceBlockingStub;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.QuerierServiceGrpc.QuerierServiceBlockingStub;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class GrpcTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"gproto+h2c", "gproto-web+h2c", "gproto-web+h1c", "gproto-web-text+h1c"})
    void answersGrpcAndGrpcWeb(String protocol) throws Exception {
        try (TestServer server = multitenant()) {
            QuerierServiceBlockingStub querier =
                    client(server, protocol)
                            .setHeader("x-scope-orgid", "blue")
                            .setHeader("accept", "*/*;allow-utf8-labelnames=true")
                            .build(QuerierServiceBlockingStub.class);

            assertThat(
                            querier.profileTypes(
                                            ProfileTypesRequest.newBuilder().setStart(5).build())
                                    .getProfileTypes(0)
                                    .getID())
                    .isEqualTo("blue");
            assertThat(querier.labelNames(LabelNamesRequest.getDefaultInstance()).getNames(0))
                    .isEqualTo("true");
        }
    }

    @Test
    void needsATenant() throws Exception {
        try (TestServer server = multitenant()) {
            QuerierServiceBlockingStub querier =
                    client(server, "gproto+h2c").build(QuerierServiceBlockingStub.class);

            Status status =
                    failure(() -> querier.profileTypes(ProfileTypesRequest.getDefaultInstance()));

            assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(status.getDescription()).isEqualTo("no org id");
        }
    }

    @Test
    void sendsAServicesRefusalAndHidesWhatNobodyForesaw() throws Exception {
        try (TestServer server = TestServer.start()) {
            PusherServiceBlockingStub pusher =
                    client(server, "gproto+h2c").build(PusherServiceBlockingStub.class);
            QuerierServiceBlockingStub querier =
                    client(server, "gproto+h2c").build(QuerierServiceBlockingStub.class);

            Status refused = failure(() -> pusher.push(PushRequest.getDefaultInstance()));
            Status broken =
                    failure(() -> querier.labelValues(LabelValuesRequest.getDefaultInstance()));

            assertThat(refused.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refused.getDescription()).isEqualTo("no profiles received");
            assertThat(broken.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(broken.getDescription()).startsWith("internal error (id ");
        }
    }

    @Test
    void refusesALargeMessage() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(LimitFlags.INGESTION_BODY_LIMIT_MB, 1.0))) {
            PusherServiceBlockingStub pusher =
                    client(server, "gproto+h2c").build(PusherServiceBlockingStub.class);
            PushRequest large =
                    PushRequest.newBuilder()
                            .addSeries(
                                    RawProfileSeries.newBuilder()
                                            .addSamples(
                                                    RawSample.newBuilder()
                                                            .setRawProfile(
                                                                    ByteString.copyFrom(
                                                                            new byte[2 << 20]))))
                            .build();

            assertThat(failure(() -> pusher.push(large)).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(server.events.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("anonymous over 1048576");
        }
    }

    @Test
    void aCallPastItsDeadlineIsCancelledAndInterrupted() throws Exception {
        try (TestServer server = TestServer.start()) {
            QuerierServiceBlockingStub querier =
                    client(server, "gproto+h2c")
                            .build(QuerierServiceBlockingStub.class)
                            .withDeadlineAfter(300, TimeUnit.MILLISECONDS);

            Status status = failure(() -> querier.series(SeriesRequest.getDefaultInstance()));

            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("started");
            assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
            assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(server.get("/small").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manyCallsLeaveNothingBehind() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(ServerFlags.MAX_CONCURRENT_REQUESTS, 2))) {
            QuerierServiceBlockingStub querier =
                    client(server, "gproto+h2c").build(QuerierServiceBlockingStub.class);

            for (int i = 0; i < 200; i++) {
                querier.profileTypes(ProfileTypesRequest.getDefaultInstance());
            }

            assertThat(server.get("/who").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tellsItsHealth() throws Exception {
        try (TestServer server = multitenant()) {
            HealthBlockingStub health =
                    client(server, "gproto+h2c").build(HealthBlockingStub.class);

            assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            server.readiness.add(ReadinessCheck.of("ingester", () -> "replaying"));
            assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                    .isEqualTo(ServingStatus.NOT_SERVING);
        }
    }

    private static TestServer multitenant() throws Exception {
        return new TestServer(Settings.defaults().with(ServerFlags.MULTITENANCY_ENABLED, true));
    }

    private static GrpcClientBuilder client(TestServer server, String protocol) {
        return GrpcClients.builder(protocol + "://127.0.0.1:" + server.server.port());
    }

    private static Status failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call).getStatus();
    }
}
