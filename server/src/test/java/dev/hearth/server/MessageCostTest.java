// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.hearth.config.Settings;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PusherServiceGrpc.PusherServiceBlockingStub;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Small bodies that become large messages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MessageCostTest {

    private static final String PUSH = "/push.v1.PusherService/Push";
    private static final int MANY = 20_000;

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer(Settings.defaults().with(ServerFlags.MAX_INFLIGHT_BYTES, 1L << 20));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void refusesJsonOfManySmallObjects() throws Exception {
        assertRefused(server.postJson(PUSH, "{\"series\":[" + "{},".repeat(MANY) + "{}]}"));
    }

    @Test
    void refusesAMessageOfManySmallMessages() throws Exception {
        PushRequest.Builder request = PushRequest.newBuilder();
        for (int i = 0; i < MANY; i++) {
            request.addSeries(RawProfileSeries.getDefaultInstance());
        }

        assertRefused(
                server.post(
                        PUSH, request.build().toByteArray(), "Content-Type", "application/proto"));
    }

    @Test
    void refusesAGrpcMessageOfManySmallMessages() throws Exception {
        PushRequest.Builder request = PushRequest.newBuilder();
        for (int i = 0; i < MANY; i++) {
            request.addSeries(RawProfileSeries.getDefaultInstance());
        }
        PusherServiceBlockingStub pusher =
                GrpcClients.builder(server.server.address().replace("http:", "gproto+h2c:"))
                        .build(PusherServiceBlockingStub.class);

        assertThatThrownBy(() -> pusher.push(request.build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
                            assertThat(e).hasMessageContaining("max-inflight-request-bytes");
                        });
        assertThat(server.meters.get("hearth.requests.body.bytes").gauge().value()).isZero();
    }

    @Test
    void takesAMessageOfManyBytes() throws Exception {
        RawSample sample =
                RawSample.newBuilder()
                        .setRawProfile(ByteString.copyFrom(new byte[900_000]))
                        .build();
        byte[] body =
                PushRequest.newBuilder()
                        .addSeries(RawProfileSeries.newBuilder().addSamples(sample))
                        .build()
                        .toByteArray();

        assertThat(server.post(PUSH, body, "Content-Type", "application/proto").statusCode())
                .isEqualTo(200);
    }

    private void assertRefused(HttpResponse<byte[]> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(response)).contains("-server.max-inflight-request-bytes");
        assertThat(server.get("/small").statusCode()).isEqualTo(200);
        assertThat(server.meters.get("hearth.requests.body.bytes").gauge().value()).isZero();
    }
}
