// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A program of C, profiled as a stripped one: its addresses get names once its debug information
/// is uploaded, also in profiles from before.
@ParameterizedClass
@EnumSource(Setup.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each setup
final class DebuginfoTest {

    @Parameter private Setup setup;

    private static final String SERVICE = "debuginfo.v1alpha1.DebuginfoService/";
    private static final String SELECTOR = "{service_name=\"native\"}";
    private static final String CODE =
            """
            #include <stdio.h>
            static inline __attribute__((always_inline)) int leaf(int x) {
                int sum = 0;
                for (int i = 0; i < x; i++) sum += (i * x) ^ (sum >> 3);
                return sum;
            }
            __attribute__((noinline)) int outer(int x) {
                int value = leaf(x);
                printf("%d", value);
                return value;
            }
            int main(int argc, char **argv) { return outer(argc) & 1; }
            """;

    /// Where the mapping of the program begins in memory.
    private static final long BASE = 0x55d000001000L;

    @TempDir private Path data;
    @TempDir private Path folder;
    private Served hearth;
    private String buildId = "";

    @BeforeEach
    void start() throws IOException {
        RealPart.program("install a C compiler", "cc");
        RealPart.program("install binutils", "nm", "readelf", "addr2line");
        Files.writeString(folder.resolve("program.c"), CODE);
        run("cc", "-O2", "-g", "-Wl,--build-id", "-o", "program", "program.c");
        buildId =
                run("readelf", "-n", "program")
                        .lines()
                        .filter(line -> line.contains("Build ID:"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElseThrow();
        hearth = launch();
    }

    private Served launch() throws IOException {
        return setup.start(
                data, "-auth.multitenancy-enabled=true", "-self-profiling.disable-push=true");
    }

    @AfterEach
    void stop() {
        hearth.close();
    }

    private String run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(said).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return said;
    }

    private long address(String symbol) throws IOException {
        return run("nm", "program")
                .lines()
                .filter(line -> line.endsWith(" T " + symbol))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, 16), 16))
                .findFirst()
                .orElseThrow();
    }

    /// Addresses of `outer` by their frames as addr2line gives them, the innermost first.
    private Map<Long, List<String>> expected() throws IOException {
        long start = address("outer");
        Map<Long, List<String>> expected = new TreeMap<>();
        for (long at = start; at < start + 60; at += 3) {
            List<String> said =
                    run("addr2line", "-i", "-f", "-e", "program", "0x%x".formatted(at))
                            .lines()
                            .toList();
            List<String> frames = new ArrayList<>();
            for (int i = 0; i + 1 < said.size(); i += 2) {
                String line = said.get(i + 1).replaceAll(" \\(discriminator.*", "");
                frames.add(said.get(i) + line.substring(line.lastIndexOf(':')).replace('?', '0'));
            }
            expected.put(at, frames);
        }
        return expected;
    }

    /// A profile of a running, stripped program: one sample for each address.
    private byte[] pprof(Iterable<Long> addresses) {
        Profile.Builder profile = Profile.newBuilder().addStringTable("");
        profile.addStringTable("cpu").addStringTable("nanoseconds");
        profile.addStringTable("/bin/program").addStringTable(buildId);
        ValueType cpu = ValueType.newBuilder().setType(1).setUnit(2).build();
        profile.addSampleType(cpu).setPeriodType(cpu).setPeriod(10_000_000);
        Instant now = Instant.now();
        profile.setTimeNanos(now.getEpochSecond() * 1_000_000_000L + now.getNano());
        profile.setDurationNanos(10_000_000_000L);
        profile.addMapping(
                Mapping.newBuilder()
                        .setId(1)
                        .setMemoryStart(BASE)
                        .setMemoryLimit(BASE + 0x1000)
                        .setFileOffset(0x1000)
                        .setFilename(3)
                        .setBuildId(4));
        long id = 0;
        for (long address : addresses) {
            profile.addLocation(
                    Location.newBuilder()
                            .setId(++id)
                            .setMappingId(1)
                            .setAddress(BASE + address - 0x1000));
            profile.addSample(Sample.newBuilder().addLocationId(id).addValue(10));
        }
        return profile.build().toByteArray();
    }

    private void push(Api api, Iterable<Long> addresses, String id) throws IOException {
        Map<String, String> labels = Map.of("service_name", "native", "__name__", "process_cpu");
        assertThat(api.push(labels, pprof(addresses), id)).isEqualTo(200);
    }

    private ObjectNode file() {
        ObjectNode request = Api.JSON.createObjectNode();
        request.putObject("file").put("gnuBuildId", buildId).put("name", "program");
        return request;
    }

    private ObjectNode id() {
        return Api.JSON.createObjectNode().put("gnuBuildId", buildId);
    }

    private HttpResponse<String> send(Api api) throws IOException {
        return api.send(
                "/" + SERVICE + "Upload/" + buildId,
                "application/octet-stream",
                Files.readAllBytes(folder.resolve("program")));
    }

    private void upload(Api api) throws IOException {
        assertThat(
                        api.call(SERVICE + "ShouldInitiateUpload", file())
                                .path("shouldInitiateUpload")
                                .asBoolean())
                .isTrue();
        HttpResponse<String> reply = send(api);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        api.call(SERVICE + "UploadFinished", id());
    }

    /// The frames of each address in the merged pprof, the innermost first, as `function:line`.
    private static Map<Long, List<String>> frames(Api api) throws IOException {
        ObjectNode request =
                Api.JSON
                        .createObjectNode()
                        .put("profileTypeID", Api.CPU)
                        .put("labelSelector", SELECTOR);
        JsonNode profile = api.query("SelectMergeProfile", request);
        Map<Long, String> functions = new TreeMap<>();
        for (JsonNode function : profile.path("function")) {
            String name = profile.path("stringTable").path(function.path("name").asInt()).asText();
            functions.put(function.path("id").asLong(), name);
        }
        Map<Long, List<String>> frames = new TreeMap<>();
        for (JsonNode location : profile.path("location")) {
            List<String> lines = new ArrayList<>();
            for (JsonNode line : location.path("line")) {
                lines.add(
                        functions.get(line.path("functionId").asLong())
                                + ":"
                                + line.path("line").asLong());
            }
            frames.put(location.path("address").asLong() - BASE + 0x1000, lines);
        }
        return frames;
    }

    private static List<String> names(Api api) throws IOException {
        return api.selfByFunction(Api.CPU, SELECTOR).keySet().stream()
                .filter(name -> !name.equals("total"))
                .toList();
    }

    @Test
    void namesProfilesFromBeforeTheUpload() throws IOException {
        try (Api api = new Api(hearth.uri(), "red");
                Api other = new Api(hearth.uri(), "blue")) {
            Map<Long, List<String>> expected = expected();
            push(api, expected.keySet(), "one");
            push(other, expected.keySet(), "two");
            assertThat(frames(api)).hasSize(expected.size());
            assertThat(frames(api).values()).allMatch(List::isEmpty);
            assertThat(names(api)).isEmpty();

            upload(api);

            // Processes that did not take the file look for new ones every ten seconds.
            ClusterPushes.await(() -> !names(api).isEmpty(), "names are there");
            assertThat(frames(api)).isEqualTo(expected);
            assertThat(names(api)).containsExactly("leaf", "outer");
            assertThat(names(other)).isEmpty();
            assertThat(other.call(SERVICE + "ListDebuginfo", Api.JSON.createObjectNode()))
                    .isEmpty();

            api.send("/ingester/flush", "", new byte[0]);
            assertThat(frames(api)).isEqualTo(expected);

            hearth.kill();
            hearth = launch();
            try (Api again = new Api(hearth.uri(), "red")) {
                assertThat(frames(again)).isEqualTo(expected);
                again.call(SERVICE + "DeleteDebuginfo", id());
                ClusterPushes.await(() -> names(again).isEmpty(), "names are gone");
            }
        }
    }

    @Test
    void answersAsClientsExpectIt() throws IOException {
        try (Api api = new Api(hearth.uri(), "red");
                Api nobody = new Api(hearth.uri())) {
            assertThat(send(nobody).statusCode()).isEqualTo(401);
            assertThat(send(api).statusCode()).isEqualTo(412);
            api.call(SERVICE + "ShouldInitiateUpload", file());
            assertThat(api.send("/" + SERVICE + "Upload/" + buildId, "", new byte[10]).statusCode())
                    .isEqualTo(400);
            assertThat(api.send("/" + SERVICE + "Upload/xyz", "", new byte[10]).statusCode())
                    .isEqualTo(400);
            assertThat(
                            api.send(
                                            "/" + SERVICE + "DeleteDebuginfo",
                                            "application/json",
                                            "{\"gnuBuildId\":\"abcd\"}"
                                                    .getBytes(StandardCharsets.UTF_8))
                                    .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aKillDuringAnUploadLeavesNothingUnderItsName() throws IOException {
        try (Api api = new Api(hearth.uri(), "red")) {
            api.call(SERVICE + "ShouldInitiateUpload", file());
        }
        byte[] program = Files.readAllBytes(folder.resolve("program"));
        URI taker = hearth.processes().getFirst().uri();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), taker.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /%sUpload/%s HTTP/1.1\r\nHost: localhost\r\nX-Scope-OrgID: red\r\nContent-Length: %d\r\n\r\n"
                            .formatted(SERVICE, buildId, program.length)
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(program, 0, program.length - 1);
            out.flush();
            awaitPartOfIt();
            hearth.kill();
        }
        hearth = launch();

        Path stored = folders("debug-info").getFirst().resolve("red").resolve(buildId);
        assertThat(names(stored)).containsExactly("upload");
        assertThat(parts()).isEmpty();
        try (Api api = new Api(hearth.uri(), "red")) {
            assertThat(send(api).statusCode()).isEqualTo(200);
            api.call(SERVICE + "UploadFinished", id());
            assertThat(names(stored))
                    .containsExactlyInAnyOrder("metadata", "checksums-v1", "exe", "symbols-v1");
        }
    }

    private void awaitPartOfIt() throws IOException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (parts().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// Uploads that are not there as a whole yet, in whichever process takes them.
    private List<String> parts() throws IOException {
        List<String> parts = new ArrayList<>();
        for (Path folder : folders("debuginfo")) {
            parts.addAll(names(folder));
        }
        return parts;
    }

    private List<Path> folders(String name) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(path -> path.endsWith(name) && Files.isDirectory(path)).toList();
        }
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
