// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program of which a segment was damaged, asked over HTTP.
final class PartialResponseTest {

    private static final String HEADER = "Hearth-Partial-Response";
    private static final String RENDER =
            "/pyroscope/render?query=process_cpu:cpu:nanoseconds:cpu:nanoseconds%7B%7D&from=1700000000&until=1700000600&format=json";
    private static final String MERGE = "/querier.v1.QuerierService/SelectMergeStacktraces";
    private static final String QUESTION =
            "{\"profileTypeID\":\"process_cpu:cpu:nanoseconds:cpu:nanoseconds\",\"labelSelector\":\"{}\",\"start\":1700000000000,\"end\":1700000600000}";

    @TempDir private Path folder;

    @BeforeEach
    void damageOneOfTwoSegments() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            push(program, "a", 1_700_000_100);
            push(program, "b", 1_700_000_200);
        }
        Path first;
        try (Stream<Path> files = Files.walk(folder.resolve("store/segments"))) {
            first = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(first);
        for (int i = 40; i < 120; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(first, bytes);
    }

    private static void push(RunningProgram program, String service, long time)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.post(
                        "/ingest?name=%s.cpu&from=%d&until=%d".formatted(service, time, time + 10),
                        "text/plain",
                        "main;of_" + service + " 7\n");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(program.post("/ingester/flush", "text/plain", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aQueryFailsAndNamesTheObject() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            HttpResponse<String> answer = program.get(RENDER);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("segments/").contains("is damaged");
            assertThat(answer.headers().firstValue(HEADER)).isEmpty();
        }
    }

    @Test
    void aQueryThatAllowsItIsAnsweredWithoutWhatIsDamaged() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            HttpResponse<String> rendered = program.get(RENDER, HEADER, "allow");
            HttpResponse<String> merged = program.postJson(MERGE, QUESTION, HEADER, "allow");

            assertPartial(rendered);
            assertPartial(merged);
        }
    }

    private static void assertPartial(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("of_b").doesNotContain("of_a");
        assertThat(answer.headers().firstValue(HEADER).orElseThrow())
                .startsWith("1 missing: object \"segments/")
                .contains("is damaged");
    }

    @Test
    void aLimitAllowsItAndARequestMayRefuse() throws Exception {
        try (RunningProgram program = new RunningProgram(folder, "-querier.partial-response")) {
            assertPartial(program.get(RENDER));
            assertThat(program.get(RENDER, HEADER, "deny").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void refusesAHeaderThatSaysNeither() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            HttpResponse<String> answer = program.get(RENDER, HEADER, "maybe");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .contains(
                            "header Hearth-Partial-Response is \\\"maybe\\\" (expected allow or deny)");
        }
    }

    @Test
    void aWholeAnswerSaysNothing() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            HttpResponse<String> answer =
                    program.get(
                            RENDER.replace("%7B%7D", "%7Bservice_name=%22b%22%7D"),
                            HEADER,
                            "allow");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("of_b");
            assertThat(answer.headers().firstValue(HEADER)).isEmpty();
        }
    }
}
