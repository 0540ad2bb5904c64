// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Two tenants with the same service: no route ever shows one what is the other's, from the head or
/// from a segment.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
final class TenantsTest {

    @Parameter private Setup setup;

    private static final String QUERY = Api.CPU + "{service_name=\"shop\"}";

    private Path data;
    private Served hearth;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void startAndPushForBoth(@TempDir Path folder) throws IOException {
        data = folder;
        hearth =
                setup.start(
                        data,
                        "-auth.multitenancy-enabled=true",
                        "-self-profiling.disable-push=true");
        pushAs("red", "red.secret");
        pushAs("blue", "blue.secret");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        hearth.close();
    }

    @Test
    @Order(1)
    void neitherSeesTheOtherFromTheHead() throws IOException {
        assertOnlyItsOwn("red", "blue");
        assertOnlyItsOwn("blue", "red");
        assertNothing("green");
    }

    @Test
    void neitherSeesTheOtherFromSegments() throws IOException {
        try (Api api = new Api(hearth.uri(), "red")) {
            assertThat(api.send("/ingester/flush", "", new byte[0]).statusCode()).isEqualTo(200);
        }

        assertOnlyItsOwn("red", "blue");
        assertOnlyItsOwn("blue", "red");
        assertNothing("green");
    }

    @Test
    void neitherSeesTheOtherAfterARestart() throws IOException {
        hearth.kill();
        hearth =
                setup.start(
                        data,
                        "-auth.multitenancy-enabled=true",
                        "-self-profiling.disable-push=true");

        assertOnlyItsOwn("red", "blue");
        assertOnlyItsOwn("blue", "red");
        assertNothing("green");
    }

    @Test
    void refusalsDoNotTellOfOthers() throws IOException {
        try (Api api = new Api(hearth.uri(), "green")) {
            for (Call call : calls()) {
                HttpResponse<String> reply =
                        new Call(call.path(), call.body() == null ? null : "{").send(api);
                assertThat(reply.body())
                        .as(call.path())
                        .doesNotContain("red.secret")
                        .doesNotContain("blue.secret")
                        .doesNotContain("shop\"}");
            }
        }
        for (String name : new String[] {"a b", "a/b", "..", "é".repeat(100), "x".repeat(151)}) {
            try (Api api = new Api(hearth.uri(), ParamText.encode(name).replace("+", " "))) {
                assertThat(api.send("/ingest?name=a.cpu", "text/plain", new byte[0]).statusCode())
                        .as(name)
                        .isBetween(400, 401);
            }
        }
    }

    @Test
    void withoutATenantEveryRouteOfATenantAnswers401() throws IOException {
        try (Api api = new Api(hearth.uri(), null)) {
            for (Call call : calls()) {
                assertThat(call.send(api).statusCode()).as(call.path()).isEqualTo(401);
            }
            assertThat(
                            api.send(
                                            "/ingest?name=a.cpu",
                                            "text/plain",
                                            "a;b 1".getBytes(StandardCharsets.UTF_8))
                                    .statusCode())
                    .isEqualTo(401);
            assertThat(api.push(Map.of("service_name", "x"), new byte[0], "1")).isEqualTo(401);
        }
    }

    @Test
    void aQueryAboutBothSeesBothAndAWriteIsRefused() throws IOException {
        for (String names : new String[] {"red|blue", "blue|nobody|red|blue"}) {
            try (Api api = new Api(hearth.uri(), names)) {
                StringBuilder seen = new StringBuilder();
                for (Call call : calls()) {
                    HttpResponse<String> reply = call.send(api);
                    assertThat(reply.statusCode()).as(call.path() + reply.body()).isEqualTo(200);
                    seen.append(reply.body());
                }
                assertThat(seen).contains("red.secret").contains("blue.secret");
                assertThat(api.selfByFunction(Api.CPU, "{}"))
                        .containsEntry("red.secret", 107L)
                        .containsEntry("blue.secret", 107L);
                assertThat(api.push(Map.of("service_name", "x"), new byte[0], "1")).isEqualTo(400);
                assertThat(api.send("/ingest?name=a.cpu", "text/plain", new byte[0]).body())
                        .contains("expected one: only queries may be about several");
                assertThat(api.send("/api/v1/delete", "", null).statusCode()).isEqualTo(400);
            }
        }
        assertOnlyItsOwn("red", "blue");
        assertOnlyItsOwn("blue", "red");
    }

    private void pushAs(String tenant, String function) throws IOException {
        try (Api api = new Api(hearth.uri(), tenant)) {
            byte[] pprof =
                    new Pprofs(Instant.now())
                            .sample("main;" + function, 100, "color", tenant)
                            .sample("main;" + function, 7, "span_id", "00000000000000" + "a1")
                            .bytes();
            assertThat(
                            api.push(
                                    Map.of("__name__", "process_cpu", "service_name", "shop"),
                                    pprof,
                                    "same-id"))
                    .isEqualTo(200);
        }
    }

    private void assertOnlyItsOwn(String tenant, String other) throws IOException {
        StringBuilder seen = new StringBuilder();
        try (Api api = new Api(hearth.uri(), tenant)) {
            for (Call call : calls()) {
                HttpResponse<String> reply = call.send(api);
                assertThat(reply.statusCode()).as(call.path() + reply.body()).isEqualTo(200);
                assertThat(reply.body()).as(call.path()).doesNotContain(other);
                seen.append(reply.body());
            }
        }
        assertThat(seen).contains(tenant + ".secret");
    }

    private void assertNothing(String tenant) throws IOException {
        try (Api api = new Api(hearth.uri(), tenant)) {
            for (Call call : calls()) {
                assertThat(call.send(api).body())
                        .as(call.path())
                        .doesNotContain("red")
                        .doesNotContain("blue")
                        .doesNotContain("shop");
            }
        }
    }

    /// One request of every route that reads.
    private record Call(String path, @Nullable String body) {
        HttpResponse<String> send(Api api) throws IOException {
            return api.send(
                    path,
                    "application/json",
                    body == null ? null : body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<Call> calls() throws IOException {
        long now = System.currentTimeMillis();
        ObjectNode range =
                Api.JSON
                        .createObjectNode()
                        .put("start", now - Duration.ofHours(1).toMillis())
                        .put("end", now + 60_000);
        ObjectNode select =
                range.deepCopy().put("profileTypeID", Api.CPU).put("labelSelector", "{}");
        ObjectNode span = select.deepCopy();
        span.putArray("spanSelector").add("00000000000000a1");
        ObjectNode byColor = select.deepCopy().put("step", 15);
        byColor.putArray("groupBy").add("color");
        ObjectNode diff = Api.JSON.createObjectNode();
        diff.set("left", select);
        diff.set("right", select);
        String encoded = java.net.URLEncoder.encode(QUERY, StandardCharsets.UTF_8);
        return List.of(
                rpc("ProfileTypes", range),
                rpc("LabelNames", range),
                rpc("LabelValues", range.deepCopy().put("name", "color")),
                rpc("Series", range),
                rpc("SelectMergeStacktraces", select),
                rpc(
                        "SelectMergeStacktraces",
                        select.deepCopy().put("format", "PROFILE_FORMAT_TREE")),
                rpc("SelectMergeSpanProfile", span),
                rpc("SelectMergeProfile", select),
                rpc("SelectSeries", byColor),
                rpc("Diff", diff),
                new Call("/pyroscope/render?from=now-1h&until=now&query=" + encoded, null),
                new Call(
                        "/pyroscope/render?format=dot&from=now-1h&until=now&query=" + encoded,
                        null),
                new Call(
                        "/pyroscope/render-diff?leftFrom=now-1h&leftUntil=now&rightFrom=now-1h&rightUntil=now&leftQuery="
                                + encoded
                                + "&rightQuery="
                                + encoded,
                        null),
                new Call("/pyroscope/label-values?label=__name__", null),
                new Call("/pyroscope/label-values?label=color", null));
    }

    private static Call rpc(String method, ObjectNode request) throws IOException {
        return new Call(
                "/querier.v1.QuerierService/" + method, Api.JSON.writeValueAsString(request));
    }
}
