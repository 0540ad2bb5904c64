// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.hearth.config.PushLimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PusherServiceGrpc.PusherServiceBlockingStub;
import dev.hearth.proto.push.v1.RawProfileSeries;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AnswerDelayTest {

    private static final Metadata.Key<String> TIMING =
            Metadata.Key.of("server-timing", Metadata.ASCII_STRING_MARSHALLER);

    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();

    @Test
    void holdsAnswersOverGrpcBack() throws Exception {
        try (TestServer server = slow()) {
            PushRequest request =
                    PushRequest.newBuilder()
                            .addSeries(RawProfileSeries.getDefaultInstance())
                            .build();

            pusher(server).push(request);

            assertThat(headers.get().get(TIMING)).matches("artificial_delay;dur=[0-9]+\\.[0-9]+");
        }
    }

    @Test
    void answersRefusalsOverGrpcAtOnce() throws Exception {
        try (TestServer server = slow()) {
            Throwable refusal =
                    catchThrowable(() -> pusher(server).push(PushRequest.getDefaultInstance()));

            assertThat(refusal).hasMessageContaining("no profiles received");
            assertThat(trailers.get().get(TIMING)).isNull();
        }
    }

    private PusherServiceBlockingStub pusher(TestServer server) {
        return GrpcClients.builder("gproto+h2c://127.0.0.1:" + server.server.port())
                .intercept(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                .build(PusherServiceBlockingStub.class);
    }

    private static TestServer slow() throws Exception {
        return new TestServer(
                Settings.defaults().with(PushLimitFlags.ARTIFICIAL_DELAY, Duration.ofSeconds(1)));
    }
}
