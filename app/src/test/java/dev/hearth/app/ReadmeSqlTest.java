// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The SQL that the README shows, run by DuckDB over the folder of a running program.
final class ReadmeSqlTest {

    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    /// Stands for `now()`, so that the test does not care when an hour ends.
    private final Instant now = Instant.now().minus(2, ChronoUnit.HOURS);

    private final Instant hour = now.truncatedTo(ChronoUnit.HOURS);

    @Test
    void tellsWhatTheFunctionsOfThisHourCostAsHearthDoes() throws Exception {
        try (RunningProgram program = new RunningProgram(folder, "-compactor.min-segments=1")) {
            push(program, "my-app", now, "main;work 7\nmain;work;rest 40\nmain;work;work 5\n");
            push(program, "my-app", hour, "main;work 90\n");
            push(program, "my-app", hour.minusMillis(1), "main;before 1000\n");
            push(program, "my-app", hour.minus(Duration.ofDays(2)), "main;long-ago 1000\n");
            push(program, "other-app", now, "main;other 1000\n");
            post(program, "/compactor/run");
            assertSqlAnswersAsHearth(program, 3);

            push(program, "my-app", now, "main;rest 3\nmain;new 2\n");
            post(program, "/compactor/run");
            assertThat(blocks()).hasSizeGreaterThan(1);
            assertSqlAnswersAsHearth(program, 4);

            post(program, "/compactor/run?force=true");
            assertSqlAnswersAsHearth(program, 4);
        }
    }

    private void assertSqlAnswersAsHearth(RunningProgram program, int functions)
            throws IOException, InterruptedException, SQLException {
        assertThat(bySql()).isEqualTo(byHearth(program)).hasSize(functions);
    }

    /// Self and total of each function.
    private Map<String, List<Long>> byHearth(RunningProgram program)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                program.get(
                        "/api/v1/functions?function=.&query=%%7Bservice_name=%%22my-app%%22%%7D&from=%d&until=%d"
                                .formatted(
                                        hour.toEpochMilli(),
                                        hour.plus(1, ChronoUnit.HOURS).toEpochMilli() - 1));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, List<Long>> costs = new TreeMap<>();
        for (JsonNode function : new ObjectMapper().readTree(answer.body()).path("functions")) {
            costs.put(
                    function.path("name").asText(),
                    List.of(function.path("self").asLong(), function.path("total").asLong()));
        }
        return costs;
    }

    private Map<String, List<Long>> bySql() throws IOException, SQLException {
        Matcher shown = SQL.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(shown.find()).isTrue();
        String sql =
                shown.group(1)
                        .replace("'data/store/", "'" + folder.resolve("store") + "/")
                        .replace("now()", "timestamptz '" + now + "'");
        Map<String, List<Long>> costs = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            String[] steps = sql.strip().split(";\n", -1);
            for (int i = 0; i < steps.length - 1; i++) {
                statement.execute(steps[i]);
            }
            try (ResultSet rows = statement.executeQuery(steps[steps.length - 1])) {
                while (rows.next()) {
                    costs.put(rows.getString(1), List.of(rows.getLong(2), rows.getLong(3)));
                }
            }
        }
        return costs;
    }

    private List<Path> blocks() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store/tenants/anonymous/blocks"))) {
            return files.toList();
        }
    }

    private static void push(RunningProgram program, String service, Instant time, String stacks)
            throws IOException, InterruptedException {
        long millis = time.toEpochMilli();
        post(
                program,
                "/ingest?name=%s.cpu&from=%d&until=%d".formatted(service, millis, millis + 1),
                stacks);
        post(program, "/ingester/flush");
    }

    private static void post(RunningProgram program, String path)
            throws IOException, InterruptedException {
        post(program, path, "");
    }

    private static void post(RunningProgram program, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = program.post(path, "text/plain", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
