// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program over a life of data: pushed, compacted, deleted, gone.
final class CompactionOverHttpTest {

    @TempDir private Path folder;
    private final Instant start =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(30, ChronoUnit.HOURS);

    @Test
    void answersStayTheSameUntilTheDataIsDeleted() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            push(program, "app");
            push(program, "other");
            post(program, "/ingester/flush");
            String app = flameGraph(program, "app");
            String other = flameGraph(program, "other");
            assertThat(app).contains("work-app").contains("\"numTicks\":");

            assertThat(post(program, "/compactor/run?force=true")).contains("\"failures\":0");
            assertThat(objects("segments")).isEmpty();
            assertThat(objects("tenants")).anyMatch(key -> key.endsWith("meta.json"));
            assertThat(flameGraph(program, "app")).isEqualTo(app);

            post(program, "/api/v1/delete?query=%7Bservice_name%3D%22app%22%7D");
            assertThat(flameGraph(program, "app")).doesNotContain("work-app");
            assertThat(flameGraph(program, "other")).isEqualTo(other);
            assertThat(program.get("/api/v1/delete").body())
                    .contains("\"status\":\"received\"")
                    .contains("\"live_blocks\":1");
            post(program, "/compactor/run?force=true");
            assertThat(program.get("/api/v1/delete").body()).contains("\"status\":\"done\"");
            assertThat(flameGraph(program, "other")).isEqualTo(other);
        }
        try (RunningProgram program = new RunningProgram(folder)) {
            assertThat(flameGraph(program, "app")).doesNotContain("work-app");
            post(program, "/compactor/delete_tenant");
            assertThat(flameGraph(program, "other")).doesNotContain("work-other");
            assertThat(program.get("/compactor/delete_tenant_status").body())
                    .contains("\"blocks_deleted\":false");
            post(program, "/compactor/run?force=true");
            assertThat(program.get("/compactor/delete_tenant_status").body())
                    .contains("\"blocks_deleted\":true");
            assertThat(objects("tenants")).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoSelectorAndNoTime() throws Exception {
        try (RunningProgram program = new RunningProgram(folder)) {
            for (String query :
                    List.of("", "?query=x%7B", "?query=%7B%7D&start=2026-99-01T00:00")) {
                HttpResponse<String> response =
                        program.post("/api/v1/delete" + query, "text/plain", "");
                assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            }
            HttpResponse<String> response =
                    program.post("/compactor/run?force=perhaps", "text/plain", "");
            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    private void push(RunningProgram program, String service)
            throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            long from = start.getEpochSecond() + 600L * i;
            post(
                    program,
                    "/ingest?name=%s.cpu&from=%d&until=%d".formatted(service, from, from + 15),
                    "main;work-%s %d\n".formatted(service, i + 1));
        }
    }

    private String flameGraph(RunningProgram program, String service)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                program.get(
                        "/pyroscope/render?query=process_cpu:cpu:nanoseconds:cpu:nanoseconds%%7Bservice_name%%3D%%22%s%%22%%7D&from=%d&until=%d"
                                .formatted(
                                        service,
                                        start.getEpochSecond() - 60,
                                        start.getEpochSecond() + 7200));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static String post(RunningProgram program, String path)
            throws IOException, InterruptedException {
        return post(program, path, "");
    }

    private static String post(RunningProgram program, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = program.post(path, "text/plain", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private List<String> objects(String prefix) throws IOException {
        Path root = folder.resolve("store").resolve(prefix);
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
