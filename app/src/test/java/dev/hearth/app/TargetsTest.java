// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.ConfigLoader;
import dev.hearth.config.StartRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TargetsTest {

    @Test
    void allIsEveryComponentInAProcessThatIsAlone() throws ConfigException {
        ProgramConfig config = load();
        assertThat(config.app().targets().components()).containsExactlyInAnyOrder(Target.values());
        assertThat(config.isCluster()).isFalse();
        assertThat(config.hasRings()).isFalse();
    }

    @Test
    void aListNamesSomeAndLooksForTheOthersByGossip() throws ConfigException {
        ProgramConfig config = load("-target=querier,distributor");
        assertThat(config.app().targets().components())
                .containsExactlyInAnyOrder(Target.QUERIER, Target.DISTRIBUTOR);
        assertThat(config.isCluster()).isTrue();
        assertThat(config.ring().isShared()).isTrue();
    }

    @Test
    void aProcessThatRunsEverythingMayBeOneOfSeveral() throws ConfigException {
        assertThat(load("-ring.store=consul").isCluster()).isTrue();
    }

    @Test
    void aProcessThatIsAloneNeedsARingForKafkaOnly() throws ConfigException {
        ProgramConfig config =
                load(
                        "-ingest-storage.enabled=true",
                        "-ingest-storage.kafka.address=localhost:9092",
                        "-ingest-storage.kafka.topic=profiles");
        assertThat(config.hasRings()).isTrue();
        assertThat(config.isCluster()).isFalse();
    }

    @Test
    void refusesAComponentThatThereIsNot() {
        assertThatThrownBy(() -> load("-target=distributor,store-gateway"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "-target is \"distributor,store-gateway\" (expected all, or some of distributor, ingester, querier, compactor)");
    }

    @Test
    void refusesAllTogetherWithOthers() {
        assertThatThrownBy(() -> load("-target=all,querier"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("-target is \"all,querier\"");
    }

    @Test
    void refusesARingThatNobodyElseSees() {
        assertThatThrownBy(() -> load("-target=ingester", "-ring.store=inmemory"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("-ring.store is inmemory (expected memberlist or consul");
    }

    @Test
    void refusesAStoreThatDoesNotKeepProcessesApart() {
        assertThatThrownBy(() ->
                        load(
                                "-target=ingester",
                                "-storage.backend=swift",
                                "-storage.swift.container-name=c",
                                "-storage.swift.single-writer=true",
                                "-storage.swift.auth-url=http://localhost:1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("-storage.backend is swift (expected s3");
    }

    private static ProgramConfig load(String... arguments) throws ConfigException {
        ConfigLoader loader = new ConfigLoader(ProgramConfig.flags(), Main.build(), Map.of());
        if (!(loader.load(List.of(arguments)) instanceof StartRequest.Run run)) {
            throw new AssertionError("not to be run");
        }
        return ProgramConfig.from(run.settings());
    }
}
