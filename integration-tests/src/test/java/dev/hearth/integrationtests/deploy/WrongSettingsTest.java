// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.PartProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The archive with what operators get wrong: each ends the program with one line that says what
/// was expected, and where it is set. Status 2 is for settings, 1 for what is around the program.
final class WrongSettingsTest {

    private static final String[] BUCKET = {
        "-storage.backend=s3",
        "-storage.s3.bucket-name=profiles",
        "-storage.s3.insecure=true",
        "-storage.s3.access-key-id=hearth"
    };

    @TempDir private static Path unpacked;

    @TempDir private Path data;

    private static Command hearth;

    @BeforeAll
    static void unpack() throws IOException {
        Path tar = RealPart.program("install tar", "tar");
        Command.of(tar).output("-C", unpacked.toString(), "-xzf", Top.archive().toString());
        try (Stream<Path> folders = Files.list(unpacked)) {
            hearth = Command.of(folders.findFirst().orElseThrow().resolve("bin/hearth"));
        }
    }

    private void assertEnds(int status, List<String> flags, String... told) throws IOException {
        Command.Ended ended = run(flags);

        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).startsWith("hearth: ").contains(told);
        assertThat(ended.status()).isEqualTo(status);
    }

    private Command.Ended run(List<String> flags) throws IOException {
        List<String> line = new ArrayList<>();
        line.add("-data-dir=" + data);
        line.add("-server.http-listen-address=127.0.0.1");
        line.add("-server.http-listen-port=0");
        line.addAll(flags);

        return hearth.run(line.toArray(String[]::new));
    }

    private static List<String> bucket(String... more) {
        List<String> flags = new ArrayList<>(List.of(BUCKET));
        flags.addAll(List.of(more));
        return flags;
    }

    @Test
    void aWrongValueIsNamedWithWhatWasExpected() throws IOException {
        assertEnds(
                2,
                List.of("-distributor.push.timeout=soon"),
                "-distributor.push.timeout: \"soon\" is no duration",
                "expected for instance 30s");
    }

    @Test
    void aWrongKeyOfTheConfigurationIsNamed() throws IOException {
        Path file = Files.writeString(data.resolve("config.yaml"), "storage: {bakend: s3}\n");

        assertEnds(2, List.of("-config.file=" + file), "bakend");
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() throws IOException {
        assertEnds(2, List.of("-config.file=/nowhere/hearth.yaml"), "/nowhere/hearth.yaml");
    }

    @Test
    void aMissingSecretIsNamed() throws IOException {
        assertEnds(2, bucket("-storage.s3.endpoint=127.0.0.1:9"), "-storage.s3.secret-access-key");
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() throws IOException {
        assertEnds(
                2,
                List.of(
                        "-server.http-tls-cert-path=/nowhere/tls.crt",
                        "-server.http-tls-key-path=/nowhere/tls.key"),
                "-server.http-tls-cert-path is \"/nowhere/tls.crt\": there is no such file");
    }

    @Test
    void aBucketThatCannotBeReachedIsNamed() throws IOException {
        int nobody = PartProcess.freePort();

        assertEnds(
                1,
                bucket(
                        "-storage.s3.secret-access-key=secret",
                        "-storage.s3.endpoint=127.0.0.1:" + nobody),
                "bucket \"profiles\" at http://127.0.0.1:" + nobody,
                "see -storage.backend");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEnds(
                    1,
                    List.of("-server.http-listen-port=" + taken.getLocalPort()),
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    "-server.http-listen-port");
        }
    }

    /// A component has told what it is by then: of all the program says the last line is about it.
    @ParameterizedTest
    @ValueSource(strings = {"server.grpc-listen-port", "memberlist.bind-port"})
    void aPortThatIsTakenInsideTheClusterIsNamed(String flag) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, Integer> ports = new TreeMap<>();
            ports.put("server.grpc-listen-port", PartProcess.freePort());
            ports.put("memberlist.bind-port", PartProcess.freePort());
            ports.put(flag, taken.getLocalPort());
            List<String> flags =
                    new ArrayList<>(
                            List.of(
                                    "-ring.store=memberlist",
                                    "-ring.instance-addr=127.0.0.1",
                                    "-server.grpc-listen-address=127.0.0.1",
                                    "-memberlist.bind-addr=127.0.0.1"));
            ports.forEach((name, port) -> flags.add("-" + name + "=" + port));

            Command.Ended ended = run(flags);

            List<String> said = ended.err().lines().toList();
            assertThat(said.getLast())
                    .startsWith("hearth: ")
                    .contains("" + taken.getLocalPort(), "-" + flag);
            assertThat(said.subList(0, said.size() - 1)).allMatch(l -> l.contains("level=info"));
            assertThat(ended.status()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatCannotBeWrittenIsNamed() throws IOException {
        assertEnds(1, List.of("-data-dir=/proc/hearth"), "/proc/hearth", "-data-dir");
    }
}
