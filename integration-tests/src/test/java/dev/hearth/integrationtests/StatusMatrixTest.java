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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The status of every case that the wire contract lists for reads, by its name there.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StatusMatrixTest {

    @Parameter private Setup setup;

    private static final List<String> SELECT_BAD =
            List.of(
                    "missing_profile_type_id",
                    "empty_profile_type_id",
                    "invalid_profile_type_format",
                    "missing_label_selector",
                    "invalid_label_selector",
                    "start_after_end",
                    "invalid_no_time_range");

    private Served hearth;
    private Api api;
    private final long now = System.currentTimeMillis();

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(@TempDir Path data) throws IOException {
        hearth = setup.start(data, "-self-profiling.disable-push=true");
        api = new Api(hearth.uri());
        byte[] pprof =
                new Pprofs(Instant.ofEpochMilli(now))
                        .sample("main;work", 42, "span_id", "00000000000000a1")
                        .bytes();
        Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", "app");
        assertThat(api.push(labels, pprof, "1")).isEqualTo(200);
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() {
        api.close();
        hearth.close();
    }

    /// One case: what is asked and the status of the answer.
    private record Case(String name, int status, Send send) {

        DynamicTest test() {
            return DynamicTest.dynamicTest(
                    status + " " + name,
                    () -> {
                        HttpResponse<String> reply = send.send();
                        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
                        assertBody(reply, status);
                    });
        }

        private static void assertBody(HttpResponse<String> reply, int status) throws IOException {
            if (status == 400) {
                assertThat(Api.JSON.readTree(reply.body()).path("code").asText())
                        .isEqualTo("invalid_argument");
                assertThat(reply.headers().firstValue("content-type")).hasValue("application/json");
            } else if (status != 200) {
                assertThat(reply.body()).isEmpty();
            }
        }
    }

    private interface Send {
        HttpResponse<String> send() throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> render() {
        String path = "/pyroscope/render?";
        String cpu = "query=" + ParamText.encode(Api.CPU + "{service_name=\"app\"}");
        String range = "&from=now-1h&until=now";
        List<Case> cases = new ArrayList<>();
        ok(cases, path, "valid", cpu + range);
        ok(cases, path, "format_dot_valid", cpu + range + "&format=dot");
        ok(cases, path, "format_dot_with_max_nodes", cpu + range + "&format=dot&maxNodes=10");
        ok(
                cases,
                path,
                "format_dot_with_max_nodes_hyphen",
                cpu + range + "&format=dot&max-nodes=10");
        ok(cases, path, "with_group_by", cpu + range + "&groupBy=service_name");
        ok(cases, path, "with_group_by_multiple", cpu + range + "&groupBy=a&groupBy=b");
        for (String value : List.of("sum", "avg", "invalid")) {
            ok(cases, path, "with_aggregation_" + value, cpu + range + "&aggregation=" + value);
        }
        ok(cases, path, "with_max_nodes", cpu + range + "&maxNodes=100");
        ok(cases, path, "with_max_nodes_hyphen", cpu + range + "&max-nodes=100");
        ok(cases, path, "with_max_nodes_zero", cpu + range + "&maxNodes=0");
        ok(cases, path, "with_max_nodes_invalid", cpu + range + "&maxNodes=many");
        ok(
                cases,
                path,
                "all_params_combined",
                cpu
                        + range
                        + "&maxNodes=7&groupBy=service_name&aggregation=avg&format=json&max-nodes=9");
        bad(cases, path, "all_zero_time_range", cpu + "&from=0&until=0");
        bad(cases, path, "from_zero_time_range", cpu + "&from=0&until=now");
        bad(cases, path, "until_zero_time_range", cpu + "&from=now-1h&until=0");
        bad(cases, path, "missing_query", range);
        bad(cases, path, "invalid_query_syntax", "query=" + ParamText.encode("{a=") + range);
        bad(
                cases,
                path,
                "query_without_profile_type",
                "query=" + ParamText.encode("{a=\"b\"}") + range);
        bad(
                cases,
                path,
                "invalid_profile_type_format",
                "query=" + ParamText.encode("a:b{a=\"b\"}") + range);
        bad(cases, path, "empty_query_param", "query=" + range);
        bad(cases, path, "from_and_until_0_with_dot_format", cpu + "&from=0&until=0&format=dot");
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            cases.add(new Case(method, 405, () -> api.sendAs(method, path + cpu + range)));
        }
        return tests("render", cases);
    }

    @TestFactory
    Stream<DynamicTest> renderDiff() {
        String path = "/pyroscope/render-diff?";
        String query = ParamText.encode(Api.CPU + "{service_name=\"app\"}");
        String memory = ParamText.encode("memory:alloc_space:bytes:space:bytes{}");
        String left = "leftQuery=" + query;
        String right = "&rightQuery=" + query;
        String times = "&leftFrom=now-1h&leftUntil=now&rightFrom=now-1h&rightUntil=now";
        String earlier = "&leftFrom=now-2h&leftUntil=now-1h&rightFrom=now-1h&rightUntil=now";
        List<Case> cases = new ArrayList<>();
        ok(cases, path, "valid", left + right + earlier);
        ok(cases, path, "same_query_different_times", left + right + earlier);
        ok(cases, path, "same_time_range", left + right + times);
        for (String side : List.of("left", "right")) {
            String other = side.equals("left") ? right : "&" + left;
            String name = side + "Query=";
            bad(cases, path, "missing_" + side + "_query", times + other);
            bad(cases, path, "empty_" + side + "_query", name + other + times);
            bad(
                    cases,
                    path,
                    "invalid_" + side + "_query_syntax",
                    name + ParamText.encode("{{") + other + times);
            bad(
                    cases,
                    path,
                    side + "_query_without_profile_type",
                    name + ParamText.encode("{a=\"b\"}") + other + times);
            bad(
                    cases,
                    path,
                    "invalid_" + side + "_profile_type_format",
                    name + ParamText.encode("cpu{}") + other + times);
            for (String end : List.of("From", "Until")) {
                String field = "&" + side + end + "=";
                String zero = times.replaceAll(field + "[^&]*", field + "0");
                bad(
                        cases,
                        path,
                        side + "_" + end.toLowerCase(java.util.Locale.ROOT) + "_zero",
                        left + right + zero);
            }
        }
        bad(cases, path, "profile_types_mismatch", left + "&rightQuery=" + memory + times);
        bad(
                cases,
                path,
                "all_zero_time_ranges",
                left + right + "&leftFrom=0&leftUntil=0&rightFrom=0&rightUntil=0");
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            cases.add(new Case(method, 405, () -> api.sendAs(method, path + left + right + times)));
        }
        return tests("render-diff", cases);
    }

    @TestFactory
    Stream<DynamicTest> profileTypes() throws IOException {
        Rpc rpc = new Rpc("ProfileTypes");
        rpc.ok("valid", range());
        rpc.ok("zero_time_range", range(0, 0));
        rpc.ok("valid_long_range", range(now - Duration.ofDays(20_000).toMillis(), now));
        rpc.ok("valid_short_range", range(now - 1, now));
        rpc.ok("negative_start", range(-1, now));
        rpc.ok("negative_end", range(-2, -1));
        rpc.bad("start_after_end", range(now, now - 1));
        rpc.bad("start_string_instead_of_number", range().put("start", "soon"));
        rpc.bad("end_string_instead_of_number", range().put("end", "late"));
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> labelValues() throws IOException {
        Rpc rpc = new Rpc("LabelValues");
        ObjectNode valid = range().put("name", "service_name");
        rpc.ok("valid", valid);
        rpc.ok("valid_with_matchers", matchers(valid, "{service_name=\"app\"}"));
        rpc.ok(
                "valid_with_multiple_matchers",
                matchers(valid, "{service_name=\"app\"}", "{a!=\"b\"}"));
        rpc.bad("invalid_no_time_range", without(valid, "start", "end"));
        rpc.bad("invalid_matchers_syntax", matchers(valid, "{service_name="));
        rpc.bad("start_after_end", range(now, now - 1).put("name", "service_name"));
        rpc.bad("empty_name", range().put("name", ""));
        rpc.bad("missing_name", range());
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> labelNames() throws IOException {
        Rpc rpc = new Rpc("LabelNames");
        rpc.ok("valid", range());
        rpc.ok("valid_with_matchers", matchers(range(), "{service_name=\"app\"}"));
        rpc.bad("valid_no_time_range", Api.JSON.createObjectNode());
        rpc.bad("start_after_end", range(now, now - 1));
        rpc.bad("invalid_matchers_syntax", matchers(range(), "service_name=\"app\"}"));
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> series() throws IOException {
        Rpc rpc = new Rpc("Series");
        ObjectNode named = range();
        named.putArray("labelNames").add("service_name");
        rpc.ok("valid", matchers(named, "{service_name=\"app\"}"));
        rpc.ok("valid_with_label_names", named);
        rpc.ok("valid_no_matchers", range());
        rpc.bad("start_after_end", range(now, now - 1));
        rpc.bad("invalid_no_time_range", without(named, "start", "end"));
        rpc.bad("invalid_matchers_syntax", matchers(named, "{service_name=~\"(\"}"));
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> selectMergeStacktraces() throws IOException {
        Rpc rpc = new Rpc("SelectMergeStacktraces");
        rpc.ok("valid", select());
        rpc.ok("valid_with_max_nodes", select().put("maxNodes", "100"));
        rpc.ok("valid_with_format_tree", select().put("format", "PROFILE_FORMAT_TREE"));
        rpc.ok("valid_with_label_selector", select().put("labelSelector", "{a=\"b\"}"));
        rpc.badSelections(SELECT_BAD);
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> selectMergeProfile() throws IOException {
        Rpc rpc = new Rpc("SelectMergeProfile");
        rpc.ok("valid", select());
        rpc.ok("valid_with_max_nodes", select().put("maxNodes", 100));
        rpc.ok("valid_with_label_selector", select().put("labelSelector", "{a=\"b\"}"));
        rpc.badSelections(SELECT_BAD);
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> selectSeries() throws IOException {
        Rpc rpc = new Rpc("SelectSeries");
        ObjectNode grouped = select().put("step", 15);
        grouped.putArray("groupBy").add("service_name");
        rpc.ok("valid", select().put("step", 15));
        rpc.ok("valid_with_group_by", grouped);
        rpc.ok("valid_with_limit", grouped.deepCopy().put("limit", 1));
        rpc.bad("invalid_no_step", select());
        rpc.badSelections(SELECT_BAD);
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> selectMergeSpanProfile() throws IOException {
        Rpc rpc = new Rpc("SelectMergeSpanProfile");
        ObjectNode valid = select();
        valid.putArray("spanSelector").add("00000000000000a1");
        rpc.ok("valid", valid);
        rpc.ok("valid_with_max_nodes", valid.deepCopy().put("maxNodes", 100));
        rpc.ok("valid_with_format_tree", valid.deepCopy().put("format", 2));
        rpc.badSelections(SELECT_BAD);
        return rpc.tests();
    }

    @TestFactory
    Stream<DynamicTest> diff() throws IOException {
        Rpc rpc = new Rpc("Diff");
        ObjectNode early = select().put("start", now - 7_200_000).put("end", now - 3_600_000);
        rpc.ok("valid", both(early, select()));
        rpc.ok("valid_with_max_nodes", both(early.deepCopy().put("maxNodes", 10), select()));
        rpc.ok("valid_same_time_range", both(select(), select()));
        rpc.bad("missing_left", without(both(select(), select()), "left"));
        rpc.bad("missing_right", without(both(select(), select()), "right"));
        rpc.bad("left_missing_profile_type_id", both(without(select(), "profileTypeID"), select()));
        rpc.bad(
                "right_missing_profile_type_id",
                both(select(), without(select(), "profileTypeID")));
        rpc.bad("left_invalid_profile_type", both(select().put("profileTypeID", "x"), select()));
        rpc.bad("right_invalid_profile_type", both(select(), select().put("profileTypeID", "x")));
        rpc.bad("left_missing_label_selector", both(without(select(), "labelSelector"), select()));
        rpc.bad("right_missing_label_selector", both(select(), without(select(), "labelSelector")));
        return rpc.tests();
    }

    private void ok(List<Case> cases, String path, String name, String query) {
        cases.add(new Case(name, 200, () -> api.sendAs("GET", path + query)));
    }

    private void bad(List<Case> cases, String path, String name, String query) {
        cases.add(new Case(name, 400, () -> api.sendAs("GET", path + query)));
    }

    private static Stream<DynamicTest> tests(String route, List<Case> cases) {
        return cases.stream().map(c -> new Case(route + " " + c.name, c.status, c.send).test());
    }

    private ObjectNode range() {
        return range(now - 3_600_000, now + 60_000);
    }

    private static ObjectNode range(long start, long end) {
        return Api.JSON.createObjectNode().put("start", start).put("end", end);
    }

    private ObjectNode select() {
        return range().put("profileTypeID", Api.CPU).put("labelSelector", "{}");
    }

    private static ObjectNode matchers(ObjectNode request, String... selectors) {
        ObjectNode with = request.deepCopy();
        for (String selector : selectors) {
            with.withArray("/matchers").add(selector);
        }
        return with;
    }

    private static ObjectNode without(ObjectNode request, String... fields) {
        ObjectNode less = request.deepCopy();
        less.remove(List.of(fields));
        return less;
    }

    private static ObjectNode both(ObjectNode left, ObjectNode right) {
        ObjectNode diff = Api.JSON.createObjectNode();
        diff.set("left", left);
        diff.set("right", right);
        return diff;
    }

    /// The cases of one RPC; those that all RPCs have are there from the start.
    private final class Rpc {

        private final String method;
        private final String path;
        private final List<Case> cases = new ArrayList<>();

        Rpc(String method) {
            this.method = method;
            this.path = "/querier.v1.QuerierService/" + method;
            raw("invalid_json", 400, "application/json", "{\"start\":");
            raw("empty_body", 400, "application/json", "");
            raw("invalid_content_type", 415, "text/plain", "{}");
            for (String verb : List.of("GET", "PUT", "DELETE", "PATCH")) {
                cases.add(new Case(verb, 405, () -> api.sendAs(verb, path)));
            }
        }

        void ok(String name, ObjectNode request) throws IOException {
            raw(name, 200, "application/json", Api.JSON.writeValueAsString(request));
        }

        void bad(String name, ObjectNode request) throws IOException {
            raw(name, 400, "application/json", Api.JSON.writeValueAsString(request));
        }

        void badSelections(List<String> names) throws IOException {
            for (String name : names) {
                ObjectNode valid = select().put("step", 15);
                bad(
                        name,
                        switch (name) {
                            case "missing_profile_type_id" -> without(valid, "profileTypeID");
                            case "empty_profile_type_id" -> valid.put("profileTypeID", "");
                            case "invalid_profile_type_format" -> valid.put("profileTypeID", "cpu");
                            case "missing_label_selector" -> without(valid, "labelSelector");
                            case "invalid_label_selector" -> valid.put("labelSelector", "{a=b}");
                            case "start_after_end" -> valid.put("start", now).put("end", now - 1);
                            case "invalid_no_time_range" -> without(valid, "start", "end");
                            default -> throw new IllegalArgumentException(name);
                        });
            }
        }

        private void raw(String name, int status, String type, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            cases.add(new Case(name, status, () -> api.send(path, type, bytes)));
        }

        Stream<DynamicTest> tests() {
            return StatusMatrixTest.tests(method, cases);
        }
    }
}
