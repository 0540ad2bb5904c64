// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator gives up of a running program, over HTTP: what he is answered, what queries and
/// the index say from then on, and what he may not give up.
final class GivingUpOverHttpTest {

    private static final String TENANT = "X-Scope-OrgID";
    private static final String PARTIAL = "Hearth-Partial-Response";
    private static final String SKIP = "/compactor/skip_damaged";
    private static final String SKIP_SEGMENT = "/compactor/skip_segment";
    private static final String UNKNOWN_BLOCK = "01JZZZZZZZZZZZZZZZZZZZZZZZ";
    private static final long TIME = 1_700_000_100;

    @TempDir private Path folder;

    private RunningProgram program() throws Exception {
        return new RunningProgram(folder, "-auth.multitenancy-enabled=true");
    }

    @Test
    void aBlockThatIsGivenUpIsToldOfUntilItIsBroughtBack() throws Exception {
        try (RunningProgram program = program()) {
            String block = block(program, "red", "lost", TIME);
            block(program, "red", "kept", TIME + 86_400 * 3);
            String stacks = "tenants/red/blocks/" + block + "/stacks.parquet";
            byte[] right = read(stacks);
            write(stacks, Arrays.copyOf(right, right.length / 2));
            assertThat(graph(program, "red").statusCode()).isEqualTo(503);

            assertThat(ok(program, SKIP + "?block=" + block, "red"))
                    .isEqualTo("{\"block\":\"%s\",\"skipped\":true}".formatted(block));

            HttpResponse<String> without = graph(program, "red");
            assertThat(without.statusCode()).as(without.body()).isEqualTo(200);
            assertThat(without.body()).contains("kept").doesNotContain("lost");
            assertThat(partial(without)).contains(block);
            assertThat(newestIndex("red")).contains("\"skipped\" : true");
            assertThat(ok(program, "/compactor/run?force=true", "red")).contains("\"failures\":0");
            assertThat(keys("tenants/red/blocks/" + block)).isNotEmpty();

            write(stacks, right);
            assertThat(ok(program, SKIP + "?undo=true&block=" + block, "red"))
                    .contains("\"skipped\":false");

            HttpResponse<String> whole = graph(program, "red");
            assertThat(whole.body()).contains("kept", "lost");
            assertThat(partial(whole)).isEmpty();
            assertThat(newestIndex("red")).doesNotContain("skipped");
        }
    }

    @Test
    void whatIsDamagedIsFoundAndGivenUpOfOneTenantAlone() throws Exception {
        try (RunningProgram program = program()) {
            push(program, "red", "lost", TIME);
            ok(program, "/ingester/flush", "red");
            String segment = keys("segments/").getLast();
            byte[] bytes = read(segment);
            for (int i = 40; i < 120; i++) {
                bytes[i] ^= 0x55;
            }
            write(segment, bytes);
            push(program, "red", "kept", TIME + 60);
            push(program, "blue", "other", TIME);
            ok(program, "/ingester/flush", "red");

            assertThat(ok(program, SKIP, "blue")).contains("\"parts_lost\":0");
            assertThat(partial(graph(program, "blue"))).isEmpty();
            assertThat(graph(program, "red").statusCode()).isEqualTo(503);
            assertThat(ok(program, SKIP, "red"))
                    .contains("\"parts_lost\":1")
                    .contains("\"blocks_skipped\":0");

            HttpResponse<String> answer = graph(program, "red");
            assertThat(answer.body()).contains("kept").doesNotContain("lost");
            assertThat(partial(answer)).contains(segment);
            assertThat(newestIndex("red")).contains("\"object\" : \"" + segment + "\"");
            assertThat(graph(program, "blue").body()).contains("other");
            assertThat(ok(program, SKIP, "red")).as("a second time").contains("\"parts_lost\":0");
        }
    }

    @Test
    void nothingIsGivenUpThatNobodyHas() throws Exception {
        try (RunningProgram program = program()) {
            String block = block(program, "red", "kept", TIME);
            List<String> before = keys("");

            assertRefused(program, SKIP + "?undo=true", "red", 400, "undo needs a block");
            assertRefused(
                    program,
                    SKIP + "?undo=perhaps&block=" + block,
                    "red",
                    400,
                    "undo is \\\"perhaps\\\" (expected true or false)");
            assertRefused(program, SKIP + "?block=none", "red", 400, "none");
            assertRefused(program, SKIP + "?block=", "red", 400, "(expected a ULID");
            assertRefused(program, SKIP + "?block=" + UNKNOWN_BLOCK, "red", 404, "is not live");
            assertRefused(program, SKIP + "?block=" + block, "blue", 404, "is not live");
            assertRefused(program, SKIP + "?block=" + block, "nobody", 404, "is not live");
            assertThat(program.post(SKIP, "text/plain", "").statusCode()).isEqualTo(401);
            assertThat(ok(program, SKIP, "nobody"))
                    .contains("\"parts_lost\":0", "\"blocks_skipped\":0", "\"failures\":0");

            assertThat(keys("")).isEqualTo(before);
            assertThat(graph(program, "red").body()).contains("kept");
            assertThat(partial(graph(program, "red"))).isEmpty();
        }
    }

    @Test
    void aSegmentThatIsGivenUpIsToldOfToAllAndThePartitionGoesOn() throws Exception {
        String first;
        String second;
        byte[] damaged;
        long end;
        try (RunningProgram program = program()) {
            pushAndFlush(program, "red", "first", TIME);
            pushAndFlush(program, "red", "lost", TIME + 1);
            pushAndFlush(program, "red", "third", TIME + 2);
            List<String> segments = keys("segments/");
            first = segments.get(0);
            second = segments.get(1);
            end = position(segments.get(2));
            damaged = cutShort(second);
            String wish = SKIP_SEGMENT + "?segment=" + second;

            assertRefused(program, wish, "red", 400, "end is -1 (expected %d".formatted(end));
            assertRefused(
                    program,
                    wish + "&end=" + (end + 1),
                    "red",
                    400,
                    "(expected %d, where the next segment begins)".formatted(end));
            assertThat(read(second)).isEqualTo(damaged);
            assertThat(ok(program, wish + "&end=" + end, "red"))
                    .isEqualTo(
                            "{\"partition\":\"%s\",\"start\":%d,\"end\":%d,\"kept\":\"damaged/%s\"}"
                                    .formatted(partition(second), position(second), end, second));
            assertRefused(program, wish + "&end=" + end, "red", 400, "is whole");
        }
        assertThat(read("damaged/" + second)).isEqualTo(damaged);
        try (RunningProgram program = program()) {
            assertToldOf(program, "red", second, end);
            push(program, "blue", "later", TIME);
            assertToldOf(program, "blue", second, end);
            assertThat(graph(program, "red").body())
                    .contains("first", "third")
                    .doesNotContain("lost");
            assertThat(ok(program, "/compactor/run?force=true", "red")).contains("\"failures\":0");
            assertThat(keys("segments/")).doesNotContain(first, second);
            assertThat(newestIndex("red")).contains("\"" + partition(second) + "\"");

            for (String mark : keys("lost/")) {
                Files.delete(root().resolve(mark));
            }
        }
        try (RunningProgram program = program()) {
            HttpResponse<String> answer = graph(program, "red");
            assertThat(answer.body()).contains("first", "third").doesNotContain("lost");
            assertThat(partial(answer)).isEmpty();
        }
    }

    /// Nobody can read where it ends, but who has cut it knows.
    @Test
    void ofTheLastSegmentNoMoreIsGivenUpThanTheIngesterHasCut() throws Exception {
        try (RunningProgram program = program()) {
            pushAndFlush(program, "red", "first", TIME);
            pushAndFlush(program, "red", "lost", TIME + 1);
            String last = keys("segments/").getLast();
            long end = position(last) + 1;
            cutShort(last);

            assertRefused(
                    program,
                    SKIP_SEGMENT + "?end=%d&segment=%s".formatted(end + 5, last),
                    "red",
                    400,
                    "(expected %d, where an index or the ingester says".formatted(end));
            push(program, "red", "held", TIME + 2);
            assertThat(ok(program, SKIP_SEGMENT + "?end=%d&segment=%s".formatted(end, last), "red"))
                    .contains("\"end\":" + end);
        }
        try (RunningProgram program = program()) {
            assertThat(graph(program, "red").body())
                    .contains("first", "held")
                    .doesNotContain("lost");
        }
    }

    @Test
    void noSegmentIsGivenUpThatIsWholeOrNoneAtAll() throws Exception {
        try (RunningProgram program = program()) {
            pushAndFlush(program, "red", "kept", TIME);
            String segment = keys("segments/").getLast();
            String wish = SKIP_SEGMENT + "?end=9&segment=";
            List<String> before = keys("");

            assertRefused(program, SKIP_SEGMENT, "red", 400, "segment is missing");
            assertRefused(
                    program, wish + "floors/p/1", "red", 400, "expected segments/<partition>");
            assertRefused(
                    program,
                    wish + "segments/unknown/00000000000000000000",
                    "red",
                    400,
                    "(expected one that has segments)");
            assertRefused(program, wish + segment, "red", 400, "is whole");
            assertRefused(
                    program,
                    SKIP_SEGMENT + "?end=soon&segment=" + segment,
                    "red",
                    400,
                    "end is \\\"soon\\\" (expected a position)");
            assertRefused(
                    program,
                    wish + "segments/%s/%020d".formatted(partition(segment), 1),
                    "red",
                    400,
                    "none follows");

            assertThat(keys("")).isEqualTo(before);
        }
    }

    @Test
    void whereNothingRunsTheStatusSaysSo() throws Exception {
        try (RunningProgram program = program()) {
            ok(program, "/compactor/run", "red");
            HttpResponse<String> status = program.get("/compactor/status");

            assertThat(status.statusCode()).isEqualTo(200);
            assertThat(status.body()).isEqualTo("{\"running\":false,\"waiting\":0}");
            assertThat(program.post("/compactor/status", "text/plain", "").statusCode())
                    .isEqualTo(405);
        }
    }

    private String block(RunningProgram program, String tenant, String word, long time)
            throws IOException, InterruptedException {
        pushAndFlush(program, tenant, word, time);
        List<String> before = keys("tenants/" + tenant + "/blocks/");
        assertThat(ok(program, "/compactor/run?force=true", tenant)).contains("\"failures\":0");
        return keys("tenants/" + tenant + "/blocks/").stream()
                .filter(key -> !before.contains(key))
                .findFirst()
                .orElseThrow()
                .split("/", -1)[3];
    }

    private static void pushAndFlush(RunningProgram program, String tenant, String word, long time)
            throws IOException, InterruptedException {
        push(program, tenant, word, time);
        ok(program, "/ingester/flush", tenant);
    }

    private static void push(RunningProgram program, String tenant, String word, long time)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.post(
                        "/ingest?name=%s.cpu&from=%d&until=%d".formatted(word, time, time + 1),
                        TENANT,
                        tenant,
                        "main;of_%s 7\n".formatted(word).getBytes(UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> graph(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        return program.get(
                "/pyroscope/render?query=process_cpu:cpu:nanoseconds:cpu:nanoseconds%%7B%%7D&from=%d&until=%d"
                        .formatted(TIME - 600, TIME + 86_400 * 4),
                TENANT,
                tenant);
    }

    private static String partial(HttpResponse<String> answer) {
        return answer.headers().firstValue(PARTIAL).orElse("");
    }

    private static void assertToldOf(
            RunningProgram program, String tenant, String segment, long end)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = graph(program, tenant);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(partial(answer)).contains(partition(segment)).contains("" + (end - 1));
    }

    private static String ok(RunningProgram program, String path, String tenant)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = program.post(path, TENANT, tenant, new byte[0]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static void assertRefused(
            RunningProgram program, String path, String tenant, int status, String message)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = program.post(path, TENANT, tenant, new byte[0]);
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(status);
        assertThat(answer.body()).as(path).contains(message);
    }

    private Path root() {
        return folder.resolve("store");
    }

    private byte[] read(String key) throws IOException {
        return Files.readAllBytes(root().resolve(key));
    }

    private void write(String key, byte[] bytes) throws IOException {
        Files.write(root().resolve(key), bytes);
    }

    /// Takes the last byte of a segment, and with it where it ends.
    private byte[] cutShort(String key) throws IOException {
        byte[] bytes = read(key);
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
        write(key, cut);
        return cut;
    }

    private static long position(String segment) {
        return Long.parseLong(segment.substring(segment.lastIndexOf('/') + 1));
    }

    private static String partition(String segment) {
        return segment.split("/", -1)[1];
    }

    private String newestIndex(String tenant) throws IOException {
        return new String(read(keys("tenants/" + tenant + "/index/").getLast()), UTF_8);
    }

    private List<String> keys(String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root().relativize(file).toString())
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
