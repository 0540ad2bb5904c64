// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.audit.Problem;
import dev.hearth.block.audit.StoreVerifier;
import dev.hearth.block.audit.VerifyListener;
import dev.hearth.block.audit.VerifySummary;
import dev.hearth.disk.Disk;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A program of which any one object was damaged: what it answers is right, or an error that names
/// the object; what lies elsewhere can be had.
@ExtendWith(Seeded.class)
final class DamagedStoreTest {

    private static final String HEADER = "Hearth-Partial-Response";
    private static final String TYPE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";
    private static final String QUERIER = "/querier.v1.QuerierService/";

    /// Words of what lies in three places: a block, another, and a segment.
    private static final List<String> PLACES = List.of("first", "second", "third");

    @TempDir private Path folder;
    private final Instant day =
            Instant.now().truncatedTo(ChronoUnit.DAYS).minus(4, ChronoUnit.DAYS);

    private RunningProgram program() throws Exception {
        return new RunningProgram(
                folder, "-storage.cache-bytes=1", "-querier.results-cache-bytes=1");
    }

    @BeforeEach
    void fill() throws Exception {
        try (RunningProgram program = program()) {
            for (int hour = 3; hour < 6; hour++) {
                push(program, "first", day.plus(Duration.ofHours(hour)));
                push(program, "second", day.plus(Duration.ofHours(24 + hour)));
            }
            push(program, "deleted", day);
            post(program, "/ingester/flush");
            post(program, "/compactor/run?force=true");
            post(program, "/api/v1/delete?query=%7Bservice_name=%22deleted%22%7D");
            post(program, "/compactor/run?force=true");
            push(program, "third", day.plus(Duration.ofHours(50)));
            post(program, "/ingester/flush");
        }
    }

    private static void push(RunningProgram program, String word, Instant time) throws Exception {
        HttpResponse<String> answer =
                program.postJson(
                        "/push.v1.PusherService/Push",
                        MarkedPprof.push(word, word, time),
                        "X-Scope-OrgID",
                        "anonymous");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void post(RunningProgram program, String path) throws Exception {
        HttpResponse<String> answer = program.post(path, "text/plain", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private Path root() {
        return folder.resolve("store");
    }

    private List<String> keys(String... parts) throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root().relativize(file).toString())
                    .filter(key -> Arrays.stream(parts).anyMatch(key::contains))
                    .sorted()
                    .toList();
        }
    }

    /// Each with one bit flipped, with its end cut off, and with two stretches swapped.
    private static List<byte[]> damaged(RandomGenerator random, byte[] right) {
        byte[] flipped = right.clone();
        flipped[random.nextInt(8, right.length)] ^= (byte) (1 << random.nextInt(8));
        byte[] swapped = right.clone();
        int length = Math.min(40, right.length / 4);
        int a = 8 + random.nextInt(right.length / 2 - length - 8);
        int b = right.length / 2 + random.nextInt(right.length / 2 - length);
        System.arraycopy(right, a, swapped, b, length);
        System.arraycopy(right, b, swapped, a, length);
        byte[] cut = Arrays.copyOf(right, random.nextInt(right.length));
        return Arrays.equals(swapped, right)
                ? List.of(flipped, cut)
                : List.of(flipped, swapped, cut);
    }

    /// Questions that together read every file.
    private Map<String, HttpResponse<String>> answers(RunningProgram program, String partial)
            throws IOException, InterruptedException {
        String range = range(Duration.ofDays(-1), Duration.ofDays(3));
        String question = "\"profileTypeID\":\"" + TYPE + "\",\"labelSelector\":\"{}\",";
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put(QUERIER + "Series", range);
        calls.put(QUERIER + "SelectMergeStacktraces", question + range);
        // Days, hours, five minutes and single samples: of each block something is read from each.
        List<String> ranges = new ArrayList<>();
        ranges.add(range(Duration.ofMinutes(210), Duration.ofMinutes(1710)));
        for (int hour : List.of(3, 27)) {
            ranges.add(range(Duration.ofHours(hour), Duration.ofMinutes(60 * hour + 20)));
            ranges.add(range(Duration.ofHours(hour), Duration.ofSeconds(3600 * hour + 5)));
        }
        for (String part : ranges) {
            calls.put(QUERIER + "SelectMergeStacktraces?" + part, question + part);
        }
        calls.put(QUERIER + "SelectMergeProfile", question + range);
        calls.put(
                QUERIER + "SelectMergeSpanProfile",
                question + range + ",\"spanSelector\":[\"0000000000000001\"]");
        for (int step : List.of(300, 3600, 86_400)) {
            String points = ",\"step\":%d,\"groupBy\":[\"service_name\"]".formatted(step);
            calls.put(QUERIER + "SelectSeries?" + step, question + range + points);
        }
        calls.put("/hearth.v1.FunctionService/SearchFunctions", range);
        Map<String, HttpResponse<String>> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> call : calls.entrySet()) {
            String path = call.getKey().replaceAll("\\?.*", "");
            answers.put(
                    call.getKey(),
                    program.postJson(path, "{" + call.getValue() + "}", HEADER, partial));
        }
        return answers;
    }

    private String range(Duration from, Duration until) {
        return "\"start\":%d,\"end\":%d"
                .formatted(day.plus(from).toEpochMilli(), day.plus(until).toEpochMilli());
    }

    /// How many answers were refused; all others are right.
    private static int refused(
            String key,
            Map<String, HttpResponse<String>> expected,
            Map<String, HttpResponse<String>> found) {
        int refused = 0;
        for (Map.Entry<String, HttpResponse<String>> each : found.entrySet()) {
            HttpResponse<String> answer = each.getValue();
            if (answer.statusCode() == 200) {
                assertThat(words(answer)).isEqualTo(words(answer(expected, each.getKey())));
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains(key);
                refused++;
            }
        }
        return refused;
    }

    /// Words and numbers of an answer: the order of stacks is not promised.
    private static List<String> words(HttpResponse<String> answer) {
        return Arrays.stream(answer.body().split("[^\\w.]+", -1)).sorted().toList();
    }

    private static HttpResponse<String> answer(
            Map<String, HttpResponse<String>> answers, String call) {
        return Objects.requireNonNull(answers.get(call), call);
    }

    @Test
    void noDamageOfBlocksAndSegmentsIsBelievedAndTheRestCanBeHad(RandomGenerator random)
            throws Exception {
        try (RunningProgram program = program()) {
            Map<String, HttpResponse<String>> expected = answers(program, "deny");
            assertThat(refused("", expected, expected)).isZero();
            List<String> keys = keys("/blocks/", "segments/");
            assertThat(keys).hasSizeGreaterThan(30);
            for (String key : keys) {
                byte[] right = Files.readAllBytes(root().resolve(key));
                for (byte[] wrong : damaged(random, right)) {
                    Files.write(root().resolve(key), wrong);
                    int refused = refused(key, expected, answers(program, "deny"));
                    if (refused > 0) {
                        assertRestIsAnswered(key, answers(program, "allow"));
                    }
                    // Of a segment a query needs neither the ids of retries nor, a second time,
                    // the footer.
                    assertThat(refused > 0 || key.startsWith("segments/")).as(key).isTrue();
                }
                Files.write(root().resolve(key), right);
            }
            assertThat(refused("", expected, answers(program, "deny"))).isZero();
        }
    }

    private static void assertRestIsAnswered(
            String key, Map<String, HttpResponse<String>> answers) {
        int partial = 0;
        for (HttpResponse<String> answer : answers.values()) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            String header = answer.headers().firstValue(HEADER).orElse("");
            if (!header.isEmpty()) {
                assertThat(header).contains(key);
                partial++;
            }
        }
        assertThat(partial).as(key).isPositive();
        String graph = answer(answers, QUERIER + "SelectMergeStacktraces").body();
        long left = PLACES.stream().filter(graph::contains).count();
        assertThat(left).as(key).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aDamagedIndexOrDeletionIsNamedOrDoesNoHarm(RandomGenerator random) throws Exception {
        Map<String, HttpResponse<String>> expected;
        try (RunningProgram program = program()) {
            expected = answers(program, "deny");
        }
        List<String> keys = keys("/index/", "/deletions/");
        String newest = keys("/index/").getLast();
        for (String key : keys) {
            byte[] right = Files.readAllBytes(root().resolve(key));
            List<byte[]> all = damaged(random, right);
            Files.write(root().resolve(key), all.get(random.nextInt(all.size())));
            try (RunningProgram program = program()) {
                int refused = refused(key, expected, answers(program, "deny"));
                if (key.equals(newest)) {
                    assertThat(refused).isEqualTo(expected.size());
                    assertThat(refused(key, expected, answers(program, "allow")))
                            .isEqualTo(expected.size());
                }
            }
            Files.write(root().resolve(key), right);
        }
    }

    @Test
    void aDamagedFloorOrFooterIsNamedAtTheStart(RandomGenerator random) throws Exception {
        for (String key : keys("floors/", "segments/")) {
            byte[] right = Files.readAllBytes(root().resolve(key));
            byte[] wrong = right.clone();
            wrong[right.length - 1 - random.nextInt(60)] ^= (byte) (1 << random.nextInt(8));
            Files.write(root().resolve(key), wrong);
            assertThatThrownBy(this::program)
                    .hasMessageContaining("ingester did not start")
                    .hasMessageContaining(key);
            Files.write(root().resolve(key), right);
        }
    }

    @Test
    void verifyNamesEveryObjectThatIsDamaged(RandomGenerator random) throws Exception {
        assertThat(problems()).isEmpty();
        for (String key : keys("")) {
            byte[] right = Files.readAllBytes(root().resolve(key));
            for (byte[] wrong : damaged(random, right)) {
                Files.write(root().resolve(key), wrong);
                assertThat(problems()).contains(key);
            }
            Files.write(root().resolve(key), right);
        }
    }

    /// Keys of the objects that are told of.
    private List<String> problems() throws IOException {
        List<String> keys = new ArrayList<>();
        try (ObjectStore store = new FilesystemObjectStore(Disk.real(), root())) {
            new StoreVerifier(
                            store,
                            new VerifyListener() {
                                @Override
                                public void checking(String object, VerifySummary done) {}

                                @Override
                                public void problem(Problem problem) {
                                    keys.add(problem.object());
                                }
                            })
                    .run();
        }
        return keys;
    }
}
