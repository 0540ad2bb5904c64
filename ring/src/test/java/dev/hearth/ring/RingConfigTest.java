// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.Settings;
import dev.hearth.config.StartRequest;
import dev.hearth.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RingConfigTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @TempDir private Path folder;

    private static Settings load(String... arguments) throws ConfigException {
        ConfigLoader loader =
                new ConfigLoader(RingConfig.flags(), new BuildInfo("test", "", "", ""), Map.of());
        if (!(loader.load(List.of(arguments)) instanceof StartRequest.Run run)) {
            throw new AssertionError("it does not run (expected a start)");
        }
        return run.settings();
    }

    private Instance instance(String... arguments) throws ConfigException, IOException {
        return RingConfig.from(load(arguments), false).instance(Disk.real(), folder, 9095, random);
    }

    @ParameterizedTest
    @CsvSource({
        "-consul.hostname=consul, -consul.hostname is \"consul\" (expected for instance localhost:8500",
        "-consul.client-timeout=10ms, -consul.client-timeout is PT0.01S (expected at least 1s)",
        "-ring.heartbeat-timeout=6s, -ring.heartbeat-timeout is PT6S (expected at least twice",
        "-memberlist.join=host:x, -memberlist.join is \"host:x\" (expected host:port",
        "-memberlist.join=dnssrv+name, -memberlist.join is \"dnssrv+name\" (expected host:port",
        "-ring.prefix=, -ring.prefix is \"\" (expected for instance hearth/)",
    })
    void whatMakesNoSenseIsNamed(String argument, String message) throws ConfigException {
        Settings settings = load(argument);

        assertThatThrownBy(() -> RingConfig.from(settings, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void membersToJoinMayBeNamedOneByOne() throws ConfigException {
        assertThat(load("-memberlist.join=a", "-memberlist.join=b,c").get(GossipFlags.JOIN))
                .containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @CsvSource({
        "host:1234, host, 1234",
        "host, host, 7946",
        "dns+host:1234, host, 1234",
        "[fe80::1]:1234, fe80::1, 1234",
        "fe80::1, fe80::1, 7946",
    })
    void placesToJoinAreRead(String text, String host, int port) {
        assertThat(JoinAddress.parse(text)).isEqualTo(new JoinAddress(host, port));
    }

    @Test
    void anInstanceIsWhatTheOperatorSays() throws ConfigException, IOException {
        assertThat(
                        instance(
                                "-ring.instance-id=one",
                                "-ring.instance-addr=10.0.0.1",
                                "-ring.instance-port=19095",
                                "-ring.instance-availability-zone=a"))
                .isEqualTo(new Instance("one", "10.0.0.1:19095", "a"));
    }

    @Test
    void otherwiseItKeepsItsNameAndHasAnAddressOfThisHost() throws ConfigException, IOException {
        Instance first = instance();

        assertThat(first.address()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+:9095");
        assertThat(instance()).isEqualTo(first);
    }

    @Test
    void onlyAProcessThatRunsEverythingCanKeepRingsToItself() throws ConfigException {
        assertThat(RingConfig.from(load(), false).isShared()).isFalse();
        assertThat(RingConfig.from(load("-ring.store=memberlist"), false).isShared()).isTrue();
    }
}
