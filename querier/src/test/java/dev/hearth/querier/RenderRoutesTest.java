// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.Labels;
import dev.hearth.server.HttpReply;
import dev.hearth.server.StatusException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RenderRoutesTest {

    private static final String QUERY = "query=" + ReadPath.CPU + "%7B%7D";
    private static final String LEFT = "leftQuery=" + ReadPath.CPU + "%7B%7D";
    private static final String RIGHT = "rightQuery=" + ReadPath.CPU + "%7B%7D";

    private final ReadPath path = new ReadPath();

    @AfterEach
    void close() {
        path.close();
    }

    private static String body(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private String render(String query) throws StatusException {
        HttpReply reply = path.routes.render(new FakeCall(query));
        assertThat(reply.status()).isEqualTo(200);
        return body(reply);
    }

    @Test
    void writesTheFieldsInTheirOrder() throws StatusException {
        // now is 1700000000: with steps of 15 s the range 1699999940..1700000000 floors to
        // 1699999935..1699999995; grid points are 1699999940, 955, 970, 985, 1700000000
        path.add("a", 40, "main;a<b> 3", "main 1");
        path.add("a", 20, "main 2");

        assertThat(render(QUERY + "&from=now-60s&until=now"))
                .isEqualTo(
                        "{\"version\":1,\"flamebearer\":{\"names\":[\"total\",\"main\",\"a\\u003cb\\u003e\"],"
                                + "\"levels\":[[0,6,0,0],[0,6,3,1],[3,3,3,2]],\"numTicks\":6,\"maxSelf\":3},"
                                + "\"metadata\":{\"format\":\"single\",\"spyName\":\"\",\"sampleRate\":1000000000,"
                                + "\"units\":\"samples\",\"name\":\"cpu\"},"
                                + "\"timeline\":{\"startTime\":1699999935,\"samples\":[0,0,4,2],"
                                + "\"durationDelta\":15,\"watermarks\":null},"
                                + "\"groups\":null,\"heatmap\":null}\n");
    }

    @Test
    void drawsARootOfNothing() throws StatusException {
        assertThat(render(QUERY))
                .contains(
                        "\"names\":[\"total\"],\"levels\":[[0,0,0,0]],\"numTicks\":0,\"maxSelf\":0")
                .contains("\"samples\":[],");
    }

    @Test
    void showsATimelineForEachValueOfTheFirstGroup() throws StatusException {
        path.add(Labels.of("service_name", "a", "pod", "1"), ReadPath.CPU, 40, "f 1");
        path.add(Labels.of("service_name", "a", "pod", "1", "x", "y"), ReadPath.CPU, 40, "f 2");
        path.add(Labels.of("service_name", "a"), ReadPath.CPU, 20, "f 4");

        String zeros = "\"timeline\":{\"startTime\":1699999935,\"samples\":[0,0,0,0],";
        assertThat(render(QUERY + "&from=now-60s&groupBy=pod&groupBy=x"))
                .contains(zeros)
                .contains("\"groups\":{\"*\":{\"startTime\":1699999935,\"samples\":[0,0,0,4],")
                .contains("\"1\":{\"startTime\":1699999935,\"samples\":[0,0,3,0],");
        assertThat(render(QUERY + "&from=now-60s&aggregation=avg&groupBy=nope"))
                .contains("\"groups\":{\"*\":{\"startTime\":1699999935,\"samples\":[0,0,1,4],");
        assertThat(render(QUERY + "&from=now-600s&until=now-500s&groupBy=pod"))
                .contains("\"groups\":{},");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&from=now-1h",
                "&from=now-1h&format=dot",
                "&from=now-1h&format=dot&maxNodes=10",
                "&from=now-1h&format=dot&max-nodes=10",
                "&from=now-1h&groupBy=a",
                "&from=now-1h&groupBy=a&groupBy=b",
                "&from=now-1h&aggregation=sum",
                "&from=now-1h&aggregation=avg",
                "&from=now-1h&aggregation=nonsense",
                "&from=now-1h&maxNodes=10",
                "&from=now-1h&max-nodes=10",
                "&from=now-1h&max-nodes=0",
                "&from=now-1h&max-nodes=x",
                "&from=now-1h&until=now&format=json&groupBy=a&aggregation=sum&maxNodes=5",
            })
    void renders(String rest) throws StatusException {
        render(QUERY + rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUERY + "&from=0&until=0",
                QUERY + "&from=0",
                QUERY + "&from=now-1h&until=0",
                QUERY + "&from=0&until=0&format=dot",
                QUERY + "&from=now&until=now-1h",
                QUERY + "&from=now-1h&max-nodes=-1",
                QUERY + "&from=now-1h&max-nodes=99999999",
                "from=now-1h",
                "query=&from=now-1h",
                "query=%7Ba&from=now-1h",
                "query=%7Ba=%22b%22%7D&from=now-1h",
                "query=process_cpu%7B%7D&from=now-1h",
            })
    void refuses(String query) {
        assertThatThrownBy(() -> path.routes.render(new FakeCall(query)))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.httpStatus()).isEqualTo(400));
    }

    @Test
    void keepsTimelinesOfHugeRangesShort() throws StatusException {
        path.add("a", 40, "f 1");

        assertThatThrownBy(() -> render(QUERY + "&from=99999999999999999999"))
                .isInstanceOf(StatusException.class);
        assertThat(render(QUERY + "&from=1&until=999999999999999").length()).isLessThan(100_000);
    }

    @Test
    void saysWhatAQueryLacks() {
        assertThatThrownBy(() -> path.routes.render(new FakeCall("")))
                .hasMessage("\"query\" is required");
        assertThatThrownBy(() -> path.routes.render(new FakeCall("query={}")))
                .hasMessage("\"query\" must contain a profile-type selection");
        assertThatThrownBy(() -> path.routes.render(new FakeCall("query=cpu{}")))
                .hasMessageStartingWith("failed to parse \"query\"");
    }

    @Test
    void selectsByTheMatchersOfTheQuery() throws StatusException {
        path.add("a", 40, "x 1");
        path.add("b\"\\", 40, "x 2");
        String memory = "memory:alloc_space:bytes::";
        path.add(Labels.of("service_name", "a"), memory, 40, "x 4");

        String type = "query=" + ReadPath.CPU;
        assertThat(render(type + "{service_name=\"a\"}&from=now-1m")).contains("\"numTicks\":1,");
        assertThat(render(type + "{service_name=`b\"\\`}&from=now-1m")).contains("\"numTicks\":2,");
        assertThat(render("query=" + memory + "{}&from=now-1m"))
                .contains("\"numTicks\":4,")
                .contains("\"sampleRate\":100,\"units\":\"bytes\",\"name\":\"alloc_space\"");
    }

    @Test
    void drawsDotGraphs() throws StatusException {
        path.add("a", 40, "main;f;main 2000000000", "main;g 1000000000");

        HttpReply reply =
                path.routes.render(new FakeCall(QUERY + "&from=now-1h&format=dot&maxNodes=2"));

        assertThat(reply.contentType()).isEqualTo("text/plain");
        assertThat(body(reply))
                .startsWith("digraph \"cpu\" {\n")
                .contains("N1 [label=\"main\\n2s (66.67%)\\nof 3s (100.00%)\"")
                .contains("N2 [label=\"f\\n0\\nof 2s (66.67%)\"")
                .contains("N1 -> N2 [label=\" 2s\" weight=67]")
                .contains("N2 -> N1 [label=\" 2s\" weight=67]")
                .doesNotContain("label=\"g");
    }

    @Test
    void drawsNoDotGraphOfNothing() throws StatusException {
        assertThat(render(QUERY + "&format=dot")).isEmpty();
    }

    @Test
    void comparesTwoRanges() throws StatusException {
        path.add("a", 100, "main;x 3");
        path.add("a", 10, "main;y 1");
        String times = "&leftFrom=now-110s&leftUntil=now-90s&rightFrom=now-20s&rightUntil=now";

        HttpReply reply = path.routes.renderDiff(new FakeCall(LEFT + "&" + RIGHT + times));

        assertThat(body(reply))
                .isEqualTo(
                        "{\"version\":1,\"flamebearer\":{\"names\":[\"total\",\"main\",\"y\",\"x\"],"
                                + "\"levels\":[[0,3,0,0,1,0,0],[0,3,0,0,1,0,1],[0,3,3,0,0,0,3,0,0,0,0,1,1,2]],"
                                + "\"numTicks\":4,\"maxSelf\":3},"
                                + "\"metadata\":{\"format\":\"double\",\"spyName\":\"\",\"sampleRate\":1000000000,"
                                + "\"units\":\"samples\",\"name\":\"cpu\"},"
                                + "\"timeline\":null,\"groups\":null,\"heatmap\":null,"
                                + "\"leftTicks\":3,\"rightTicks\":1}\n");
    }

    @Test
    void leavesTicksOfAnEmptySideOut() throws StatusException {
        path.add("a", 100, "main 3");
        String times = "&leftFrom=now-110s&leftUntil=now-90s&rightFrom=now-20s&rightUntil=now";

        assertThat(body(path.routes.renderDiff(new FakeCall(LEFT + "&" + RIGHT + times))))
                .endsWith("\"heatmap\":null,\"leftTicks\":3}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RIGHT,
                LEFT,
                LEFT + "&rightQuery=",
                "leftQuery=&" + RIGHT,
                "leftQuery={&" + RIGHT,
                LEFT + "&rightQuery={",
                "leftQuery={}&" + RIGHT,
                LEFT + "&rightQuery={}",
                "leftQuery=a:b{}&" + RIGHT,
                LEFT + "&rightQuery=a:b{}",
                LEFT + "&rightQuery=memory:alloc_space:bytes::{}",
                LEFT + "&" + RIGHT + "&leftFrom=0",
                LEFT + "&" + RIGHT + "&leftUntil=0",
                LEFT + "&" + RIGHT + "&rightFrom=0",
                LEFT + "&" + RIGHT + "&rightUntil=0",
                LEFT + "&" + RIGHT + "&leftFrom=0&leftUntil=0&rightFrom=0&rightUntil=0",
            })
    void refusesADiff(String query) {
        assertThatThrownBy(() -> path.routes.renderDiff(new FakeCall(query)))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.httpStatus()).isEqualTo(400));
    }

    @Test
    void listsProfileTypesAndLabelValuesOfAllTime() throws StatusException {
        path.add(Labels.of("service_name", "a", "pod", "1"), ReadPath.CPU, 40, "f 1");
        path.add(Labels.of("service_name", "b&c"), "wall:x:y::", 1_000_000, "f 1");

        assertThat(body(path.routes.labelValues(new FakeCall("label=__name__"))))
                .isEqualTo("[\"" + ReadPath.CPU + "\",\"wall:x:y::\"]\n");
        assertThat(body(path.routes.labelValues(new FakeCall("label=service_name"))))
                .isEqualTo("[\"a\",\"b\\u0026c\"]\n");
        assertThat(body(path.routes.labelValues(new FakeCall("label=service_name&from=now-1h"))))
                .isEqualTo("[\"a\"]\n");
        assertThat(body(path.routes.labelValues(new FakeCall("label=nope")))).isEqualTo("[]\n");
        assertThatThrownBy(() -> path.routes.labelValues(new FakeCall("")))
                .hasMessage("label parameter is required");
    }
}
