// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What OpenTelemetry's own classes and a released profiler send comes back from a query.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtlpTest {

    @Parameter private Setup setup;

    private static final String PATH = "/v1development/profiles";
    private static final String RPC_PATH = "/" + ProfilesServiceGrpc.SERVICE_NAME + "/Export";

    /// Three samples of 10 ms.
    private static final long THREE = TimeUnit.MILLISECONDS.toNanos(30);

    private Served hearth;
    private Api api;
    private ManagedChannel channel;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        hearth = setup.start(data, "-self-profiling.disable-push=true");
        api = new Api(hearth.uri());
        channel =
                NettyChannelBuilder.forAddress(hearth.uri().getHost(), hearth.uri().getPort())
                        .usePlaintext()
                        .build();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        api.close();
        hearth.close();
    }

    @Test
    void takesGrpcAndCountsARetryOnce() throws IOException {
        ExportProfilesServiceRequest request = request("grpc");
        for (String compression : List.of("identity", "gzip")) {
            ExportProfilesServiceResponse answer =
                    ProfilesServiceGrpc.newBlockingStub(channel)
                            .withCompression(compression)
                            .export(request);
            assertThat(answer.getSerializedSize()).isZero();
        }

        assertStored("grpc");
    }

    @Test
    void takesProtobufByHttpAndCountsARetryOnce() throws IOException {
        byte[] request = request("http").toByteArray();
        for (String path : List.of(PATH, RPC_PATH)) {
            for (String type : List.of("application/x-protobuf", "application/protobuf")) {
                assertAccepted(api.send(path, type, request));
            }
        }

        assertStored("http");
    }

    @Test
    void takesJsonByHttpAndCountsARetryOnce() throws IOException {
        byte[] request = json(request("json"));
        for (String path : List.of(PATH, RPC_PATH)) {
            assertAccepted(api.send(path, "application/json", request));
        }

        assertStored("json");
    }

    /// OTLP's JSON has ids in hex.
    private static byte[] json(ExportProfilesServiceRequest request) throws IOException {
        String text = JsonFormat.printer().print(request);
        for (String id : List.of(Otlps.TRACE, Otlps.SPAN)) {
            String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(id));
            assertThat(text).contains(base64);
            text = text.replace(base64, id);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void storesTheGoodProfilesOfARequestWithBadOnes() {
        ExportProfilesServiceRequest.Builder request = request("partial").toBuilder();
        request.getResourceProfilesBuilder(0)
                .getScopeProfilesBuilder(0)
                .addProfilesBuilder()
                .addSamplesBuilder()
                .setStackIndex(77);

        ExportProfilesServiceResponse answer =
                ProfilesServiceGrpc.newBlockingStub(channel).export(request.build());

        assertThat(answer.getPartialSuccess().getRejectedProfiles()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage())
                .startsWith("failed to convert otel profile: ");
    }

    @Test
    void refusesByGrpcWithAStatus() {
        assertThatThrownBy(() ->
                        ProfilesServiceGrpc.newBlockingStub(channel)
                                .export(ExportProfilesServiceRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
                            assertThat(e.getStatus().getDescription())
                                    .isEqualTo("missing profile metadata dictionary");
                        });
    }

    @Test
    void keepsSpans() throws IOException {
        assertAccepted(api.send(PATH, "application/x-protobuf", request("spans").toByteArray()));

        JsonNode tree =
                api.query(
                        "SelectMergeSpanProfile",
                        Api.JSON
                                .createObjectNode()
                                .put("profileTypeID", Api.CPU)
                                .put("labelSelector", "{service_name=\"spans\"}")
                                .set("spanSelector", Api.JSON.createArrayNode().add(Otlps.SPAN)));
        assertThat(tree.path("flamegraph").path("total").asLong()).isEqualTo(THREE);
    }

    @Test
    void takesWhatAsyncProfilerWrites(@TempDir Path folder) throws Exception {
        Path recording = folder.resolve("recording.otlp");
        Path agent = folder.resolve("libasyncProfiler.so");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        try (InputStream library =
                OtlpTest.class.getResourceAsStream(
                        "/linux-%s/libasyncProfiler.so".formatted(architecture))) {
            Files.write(agent, library.readAllBytes());
        }
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-agentpath:%s=start,event=itimer,interval=1ms,threads,otlp,file=%s"
                                        .formatted(agent, recording),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Busy.class.getName())
                        .redirectErrorStream(true)
                        .start();
        byte[] output = program.getInputStream().readAllBytes();
        assertThat(program.waitFor()).as(new String(output, StandardCharsets.UTF_8)).isZero();

        assertAccepted(api.send(PATH, "application/x-protobuf", Files.readAllBytes(recording)));

        Map<String, Long> self =
                api.selfByFunction(
                        "itimer:itimer:count:itimer:ns", "{service_name=\"unknown_service\"}");
        assertThat(self.entrySet())
                .anySatisfy(entry -> {
                    assertThat(entry.getKey()).endsWith("Busy.burnInJava");
                    assertThat(entry.getValue()).isPositive();
                });
    }

    private static ExportProfilesServiceRequest request(String service) {
        return Otlps.cpu(
                service, (service + "0123456789abcdef").substring(0, 16), Instant.now(), 3);
    }

    private static void assertAccepted(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).hasValue("application/x-protobuf");
        assertThat(reply.body()).isEmpty();
    }

    private void assertStored(String service) throws IOException {
        String selector =
                "{service_name=\"%s\",deployment_environment=\"testing\",color=\"red\",__otel__=\"true\"}"
                        .formatted(service);
        assertThat(api.selfByFunction(Api.CPU, selector)).containsEntry("work", THREE);
        assertThat(api.profileTypes()).contains(Api.CPU);
    }
}
