// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.proto.hearth.v1.FunctionCost;
import dev.hearth.proto.hearth.v1.FunctionServiceGrpc;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Functions by name over all services of a tenant, through the running program.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FunctionsTest {

    @Parameter private Setup setup;

    private static final Metadata.Key<String> TENANT =
            Metadata.Key.of("X-Scope-OrgID", Metadata.ASCII_STRING_MARSHALLER);

    private final Instant now = Instant.now();
    private Served hearth;
    private ManagedChannel channel;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        hearth =
                setup.start(
                        data,
                        "-auth.multitenancy-enabled=true",
                        "-self-profiling.disable-push=true");
        channel =
                NettyChannelBuilder.forAddress(hearth.uri().getHost(), hearth.uri().getPort())
                        .usePlaintext()
                        .build();
        push("shop", "1", "main;json.Encode;json.Encode;copy", 5);
        flush();
        push("shop", "2", "main;json.Encode", 3);
        push("cart", "3", "main;http.Serve;json.Decode", 7);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        hearth.close();
    }

    private void push(String service, String id, String stack, long value) throws IOException {
        try (Api api = new Api(hearth.uri(), "red")) {
            Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", service);
            assertThat(api.push(labels, Pprofs.of(now, stack, value), id)).isEqualTo(200);
        }
    }

    private void flush() throws IOException {
        try (Api api = new Api(hearth.uri())) {
            assertThat(api.send("/ingester/flush", "text/plain", new byte[0]).statusCode())
                    .isLessThan(300);
        }
    }

    private SearchFunctionsResponse search(String tenant, SearchFunctionsRequest request) {
        Metadata headers = new Metadata();
        headers.put(TENANT, tenant);
        return FunctionServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .searchFunctions(request);
    }

    private SearchFunctionsRequest.Builder request() {
        return SearchFunctionsRequest.newBuilder()
                .setFunction("^json\\.")
                .setStart(now.toEpochMilli() - 60_000)
                .setEnd(now.toEpochMilli() + 60_000);
    }

    @Test
    void functionsOfTwoServicesAreFoundByGrpc() {
        SearchFunctionsResponse answer = search("red", request().build());

        assertThat(answer.getFunctionsList().stream().map(FunctionsTest::line))
                .containsExactly("json.Encode shop 3 8", "json.Decode cart 7 7");
        assertThat(answer.getTotalsList().stream().map(total -> total.getTotal()))
                .containsExactly(7L, 8L);
        for (FunctionCost function : answer.getFunctionsList()) {
            assertThat(function.getPointsList().stream().mapToLong(p -> p.getTotal()).sum())
                    .isEqualTo(function.getTotal());
        }
    }

    private static String line(FunctionCost function) {
        return "%s %s %d %d"
                .formatted(
                        function.getName(),
                        function.getServiceName(),
                        function.getSelf(),
                        function.getTotal());
    }

    @Test
    void anotherTenantSeesNothing() throws IOException {
        assertThat(search("blue", request().build()).getFunctionsCount()).isZero();
        assertThat(search("blue", request().build()).getTotalsCount()).isZero();
        try (Api api = new Api(hearth.uri(), "blue")) {
            JsonNode answer = get(api, "?function=json");
            assertThat(answer.path("functions")).isEmpty();
            assertThat(answer.path("totals")).isEmpty();
        }
    }

    @Test
    void theRouteAnswersTheSame() throws IOException {
        try (Api api = new Api(hearth.uri(), "red")) {
            Map<String, Long> totals = new TreeMap<>();
            for (JsonNode function :
                    get(api, "?function=json&until=now%2B1m&limit=10").path("functions")) {
                totals.put(function.path("name").asText(), function.path("total").asLong());
            }
            assertThat(totals).isEqualTo(Map.of("json.Encode", 8L, "json.Decode", 7L));
            assertThat(
                            get(
                                            api,
                                            "?function=json&until=now%2B1m&query=%7Bservice_name%3D%22cart%22%7D")
                                    .path("found")
                                    .asLong())
                    .isEqualTo(1);
        }
    }

    private static JsonNode get(Api api, String query) throws IOException {
        HttpResponse<String> reply = api.send("/api/v1/functions" + query, "", null);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Api.JSON.readTree(reply.body());
    }

    @Test
    void connectAnswersTheSame() throws IOException {
        try (Api api = new Api(hearth.uri(), "red")) {
            ObjectNode request =
                    Api.JSON
                            .createObjectNode()
                            .put("function", "Decode")
                            .put("start", now.toEpochMilli() - 60_000)
                            .put("end", now.toEpochMilli() + 60_000);
            JsonNode function =
                    api.call("hearth.v1.FunctionService/SearchFunctions", request)
                            .path("functions")
                            .path(0);
            assertThat(function.path("serviceName").asText()).isEqualTo("cart");
            assertThat(function.path("total").asLong()).isEqualTo(7);
        }
    }

    @Test
    void aBadPatternAndAMissingTenantAreRefused() throws IOException {
        assertThat(code(() -> search("red", request().setFunction("(").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        try (Api nobody = new Api(hearth.uri());
                Api red = new Api(hearth.uri(), "red")) {
            assertThat(nobody.send("/api/v1/functions", "", null).statusCode()).isEqualTo(401);
            for (String bad : List.of("?function=(", "?limit=x", "?step=-1s")) {
                assertThat(red.send("/api/v1/functions" + bad, "", null).statusCode())
                        .isEqualTo(400);
            }
        }
    }

    private static Status.Code code(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
