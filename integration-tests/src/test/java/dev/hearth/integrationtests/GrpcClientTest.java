// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.querier.v1.QuerierServiceGrpc;
import dev.hearth.proto.querier.v1.QuerierServiceGrpc.QuerierServiceBlockingStub;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelPair;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The ordinary gRPC client of Java, which speaks HTTP/2 without TLS from the first byte.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrpcClientTest {

    @Parameter private Setup setup;

    private static final Metadata.Key<String> TENANT =
            Metadata.Key.of("X-Scope-OrgID", Metadata.ASCII_STRING_MARSHALLER);

    private Served hearth;
    private ManagedChannel channel;
    private long now;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        now = System.currentTimeMillis();
        hearth =
                setup.start(
                        data,
                        "-auth.multitenancy-enabled=true",
                        "-self-profiling.disable-push=true");
        channel =
                NettyChannelBuilder.forAddress(hearth.uri().getHost(), hearth.uri().getPort())
                        .usePlaintext()
                        .build();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        hearth.close();
    }

    @Test
    void pushesAndAsks() {
        for (String compression : new String[] {"identity", "gzip"}) {
            String service = "grpc-" + compression;
            assertThat(
                            PusherServiceGrpc.newBlockingStub(channel)
                                    .withInterceptors(as("red"))
                                    .withCompression(compression)
                                    .push(push(service, Pprofs.of(Instant.now(), "main;work", 42)))
                                    .getSerializedSize())
                    .isZero();

            SelectMergeStacktracesRequest request =
                    SelectMergeStacktracesRequest.newBuilder()
                            .setProfileTypeID(Api.CPU)
                            .setLabelSelector("{service_name=\"" + service + "\"}")
                            .setStart(now - 60_000)
                            .setEnd(now + 60_000)
                            .build();
            assertThat(
                            querier("red")
                                    .withCompression(compression)
                                    .selectMergeStacktraces(request)
                                    .getFlamegraph()
                                    .getTotal())
                    .isEqualTo(42);
            assertThat(querier("blue").selectMergeStacktraces(request).getFlamegraph().getTotal())
                    .isZero();
        }
    }

    @Test
    void refusalsAreStatuses() {
        assertThat(code(() -> QuerierServiceGrpc.newBlockingStub(channel).labelNames(names())))
                .isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(code(() -> querier("a b").labelNames(names())))
                .isIn(Status.Code.UNAUTHENTICATED, Status.Code.INVALID_ARGUMENT);
        assertThat(code(() -> querier("red").labelNames(LabelNamesRequest.getDefaultInstance())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(
                        code(() ->
                                PusherServiceGrpc.newBlockingStub(channel)
                                        .withInterceptors(as("red"))
                                        .push(push("bad", new byte[] {1, 2, 3}))))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aRefusalThatQuotesALongSelectorStillArrives() {
        LabelNamesRequest request =
                names().toBuilder().addMatchers("{a=\"" + "é\n".repeat(50_000)).build();

        assertThat(code(() -> querier("red").labelNames(request)))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aMethodThatDoesNotExistIsUnimplemented() {
        assertThatThrownBy(() ->
                        io.grpc.stub.ClientCalls.blockingUnaryCall(
                                channel,
                                QuerierServiceGrpc.getLabelNamesMethod().toBuilder()
                                        .setFullMethodName("querier.v1.QuerierService/Nope")
                                        .build(),
                                io.grpc.CallOptions.DEFAULT,
                                names()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e ->
                                assertThat(e.getStatus().getCode())
                                        .isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    private LabelNamesRequest names() {
        return LabelNamesRequest.newBuilder().setStart(now - 60_000).setEnd(now + 60_000).build();
    }

    private QuerierServiceBlockingStub querier(String tenant) {
        return QuerierServiceGrpc.newBlockingStub(channel).withInterceptors(as(tenant));
    }

    private static io.grpc.ClientInterceptor as(String tenant) {
        Metadata headers = new Metadata();
        headers.put(TENANT, tenant);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private static PushRequest push(String service, byte[] pprof) {
        return PushRequest.newBuilder()
                .addSeries(
                        RawProfileSeries.newBuilder()
                                .addLabels(pair("__name__", "process_cpu"))
                                .addLabels(pair("service_name", service))
                                .addSamples(
                                        RawSample.newBuilder()
                                                .setRawProfile(ByteString.copyFrom(pprof))
                                                .setID("1")))
                .build();
    }

    private static LabelPair pair(String name, String value) {
        return LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    private static Status.Code code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(failure).isNotNull();
        return failure.getStatus().getCode();
    }
}
