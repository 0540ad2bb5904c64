// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was deleted, looked for everywhere: in the answer to each query, and in the bytes of each
/// object.
///
/// Each push has a word of its own in all its names and labels, see [MarkedPprof].
final class DeletionOverHttpTest {

    private static final String TENANT = "X-Scope-OrgID";
    private static final String TYPE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

    private static final String QUERIER = "/querier.v1.QuerierService/";

    @TempDir private Path folder;
    private final Instant noon =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(30, ChronoUnit.HOURS);

    private RunningProgram program() throws Exception {
        return new RunningProgram(folder, "-auth.multitenancy-enabled=true");
    }

    @Test
    void whatASelectorHitsInARangeOfTimeIsGoneAndNothingElse() throws Exception {
        try (RunningProgram program = program()) {
            push(program, "red", "doomedone", "shop", noon);
            push(program, "red", "earlier", "shop", noon.minus(Duration.ofHours(5)));
            push(program, "red", "untouched", "cart", noon);
            push(program, "blue", "neighbour", "shop", noon);
            post(program, "/ingester/flush");
            post(program, "/compactor/run?force=true");
            push(program, "red", "doomedtwo", "shop", noon.plusSeconds(60));
            post(program, "/ingester/flush");
            push(program, "red", "doomedthree", "shop", noon.plusSeconds(120));
            StoredText before = stored();
            assertThat(before.with("doomedone")).anyMatch(key -> key.endsWith("functions.parquet"));
            assertThat(before.with("doomedtwo")).anyMatch(key -> key.startsWith("segments/"));
            assertThat(answers(program, "red"))
                    .contains("doomedone", "doomedtwo", "doomedthree", "earlier", "untouched");
            assertThat(answers(program, "blue")).contains("neighbour").doesNotContain("doomed");
            String blue = costs(program, "blue");

            String id = delete(program);

            assertThat(answers(program, "red"))
                    .doesNotContain("doomed")
                    .contains("earlier", "untouched");
            assertThat(costs(program, "blue")).isEqualTo(blue);
            assertThat(jobs(program))
                    .contains(id)
                    .contains("\"status\":\"received\"")
                    .contains("\"live_blocks\":1");
            push(program, "red", "afterwards", "shop", noon.plusSeconds(180));
            post(program, "/ingester/flush");
            assertThat(answers(program, "red")).doesNotContain("doomed").contains("afterwards");
            String withLater = costs(program, "red");

            post(program, "/compactor/run?force=true");

            assertThat(jobs(program)).contains(id).contains("\"status\":\"done\"");
            assertThat(answers(program, "red")).doesNotContain("doomed");
            assertThat(costs(program, "red")).isEqualTo(withLater);
            assertThat(costs(program, "blue")).isEqualTo(blue);
            StoredText after = stored();
            assertThat(after.with("doomed")).isEmpty();
            for (String kept : List.of("earlier", "untouched", "afterwards", "neighbour")) {
                assertThat(after.with(kept)).as(kept).isNotEmpty();
            }
        }
    }

    private String delete(RunningProgram program) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.post(
                        "/api/v1/delete?query=%%7Bservice_name=%%22shop%%22%%7D&start=%d&end=%d"
                                .formatted(
                                        noon.minusSeconds(60).getEpochSecond(),
                                        noon.plusSeconds(600).getEpochSecond()),
                        TENANT,
                        "red",
                        new byte[0]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll(".*\"request_id\":\"([^\"]+)\".*", "$1");
    }

    private static String jobs(RunningProgram program) throws IOException, InterruptedException {
        return program.get("/api/v1/delete", TENANT, "red").body();
    }

    @Test
    void aDeletedTenantLeavesNoObject() throws Exception {
        try (RunningProgram program = program()) {
            push(program, "red", "doomedone", "shop", noon);
            push(program, "blue", "neighbour", "shop", noon);
            post(program, "/ingester/flush");
            post(program, "/compactor/run?force=true");
            push(program, "red", "doomedtwo", "cart", noon.plusSeconds(60));
            push(program, "blue", "neighbour", "cart", noon.plusSeconds(60));
            post(program, "/ingester/flush");
            push(program, "red", "doomedthree", "cart", noon.plusSeconds(120));
            Path debugFile = folder.resolve("store/debug-info/red/ab12/exe");
            Files.createDirectories(debugFile.getParent());
            Files.writeString(debugFile, "doomedfour");
            assertThat(answers(program, "red")).contains("doomedone", "doomedtwo", "doomedthree");
            assertThat(stored().with("doomed")).hasSizeGreaterThan(4);
            String blue = costs(program, "blue");

            assertThat(
                            program.post("/compactor/delete_tenant", TENANT, "red", new byte[0])
                                    .statusCode())
                    .isEqualTo(200);

            assertThat(answers(program, "red")).doesNotContain("doomed");
            assertThat(costs(program, "blue")).isEqualTo(blue);
            assertThat(program.get("/compactor/delete_tenant_status", TENANT, "red").body())
                    .contains("\"blocks_deleted\":false");

            post(program, "/compactor/run?force=true");

            assertThat(program.get("/compactor/delete_tenant_status", TENANT, "red").body())
                    .contains("\"blocks_deleted\":true");
            assertThat(answers(program, "red")).doesNotContain("doomed");
            assertThat(costs(program, "blue")).isEqualTo(blue);
            StoredText after = stored();
            assertThat(after.with("doomed")).isEmpty();
            assertThat(after.keys()).noneMatch(key -> key.contains("red/"));
            assertThat(after.with("neighbour")).isNotEmpty();
        }
        try (RunningProgram program = program()) {
            assertThat(answers(program, "red")).doesNotContain("doomed");
            push(program, "red", "anew", "shop", noon);
            post(program, "/ingester/flush");
            post(program, "/compactor/run?force=true");
            assertThat(answers(program, "red")).contains("anew").doesNotContain("doomed");
        }
    }

    private StoredText stored() throws IOException, SQLException {
        return StoredText.read(
                folder.resolve("store"), Files.createTempDirectory(folder, "unpacked"));
    }

    private static void push(
            RunningProgram program, String tenant, String word, String service, Instant time)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.postJson(
                        "/push.v1.PusherService/Push",
                        MarkedPprof.push(word, service, time),
                        TENANT,
                        tenant);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void post(RunningProgram program, String path)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = program.post(path, "text/plain", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContainPattern("\"failures\":[1-9]");
    }

    /// What each function costs, in an order that does not depend on where it is stored.
    private String costs(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        return call(program, tenant, "/hearth.v1.FunctionService/SearchFunctions", range());
    }

    private String range() {
        return "\"start\":%d,\"end\":%d".formatted(from(), until());
    }

    private long from() {
        return noon.minus(Duration.ofHours(20)).toEpochMilli();
    }

    private long until() {
        return noon.plus(Duration.ofHours(20)).toEpochMilli();
    }

    /// The answers of every route that a tenant can ask, in one text.
    private String answers(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        return namesAnswers(program, tenant)
                + stackAnswers(program, tenant)
                + plainAnswers(program, tenant)
                + costs(program, tenant);
    }

    private String namesAnswers(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        String names = call(program, tenant, QUERIER + "LabelNames", range());
        StringBuilder all = new StringBuilder(names);
        for (String name : labels(names)) {
            String value = "\"name\":\"%s\",%s".formatted(name, range());
            String groups = "%s,\"step\":3600,\"groupBy\":[\"%s\"]".formatted(question(), name);
            all.append(call(program, tenant, QUERIER + "LabelValues", value));
            all.append(call(program, tenant, QUERIER + "SelectSeries", groups));
            all.append(get(program, tenant, "/pyroscope/label-values?label=" + name));
        }
        all.append(call(program, tenant, QUERIER + "ProfileTypes", range()));
        return all.append(call(program, tenant, QUERIER + "Series", range())).toString();
    }

    private String question() {
        return "\"profileTypeID\":\"%s\",\"labelSelector\":\"{}\",%s".formatted(TYPE, range());
    }

    private String stackAnswers(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (String format : List.of("FLAMEGRAPH", "DOT", "PPROF")) {
            String fields = "%s,\"format\":\"PROFILE_FORMAT_%s\"".formatted(question(), format);
            all.append(call(program, tenant, QUERIER + "SelectMergeStacktraces", fields));
        }
        String spans = question() + ",\"spanSelector\":[\"0000000000000001\"]";
        all.append(call(program, tenant, QUERIER + "SelectMergeSpanProfile", spans));
        all.append(call(program, tenant, QUERIER + "SelectMergeProfile", question()));
        String sides = "\"left\":{%s},\"right\":{%s}".formatted(question(), question());
        return all.append(call(program, tenant, QUERIER + "Diff", sides)).toString();
    }

    private String plainAnswers(RunningProgram program, String tenant)
            throws IOException, InterruptedException {
        String query = TYPE + "%7B%7D";
        String sides =
                "leftQuery=%s&leftFrom=%d&leftUntil=%d&rightQuery=%s&rightFrom=%d&rightUntil=%d"
                        .formatted(query, from(), until(), query, from(), until());
        return get(program, tenant, "/api/v1/functions?function=.")
                + get(program, tenant, "/pyroscope/render?query=" + query)
                + get(program, tenant, "/pyroscope/render?format=dot&query=" + query)
                + get(program, tenant, "/pyroscope/render-diff?" + sides);
    }

    private static List<String> labels(String names) {
        try (Stream<String> found =
                Pattern.compile("\"(\\w+)\"").matcher(names).results().map(name -> name.group(1))) {
            return found.filter(name -> !name.equals("names")).toList();
        }
    }

    private static String call(RunningProgram program, String tenant, String path, String fields)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = program.postJson(path, "{" + fields + "}", TENANT, tenant);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return path + " " + answer.body() + "\n";
    }

    private String get(RunningProgram program, String tenant, String path)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.get("%s&from=%d&until=%d".formatted(path, from(), until()), TENANT, tenant);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return path + " " + answer.body() + "\n";
    }
}
