// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.histories.RuleTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The rules by which everything counts once in a cluster, and what takes each of them out:
/// `src/test/resources/histories/cluster-rules.txt`. Beside each stands after how many histories of
/// [ClusterHistoriesTest] it was missed.
///
/// `-Dmodel.rules=all`, or a part of the words of some rules, takes them out one at a time, and
/// lives `-Dmodel.histories` (60) histories from `-Dmodel.seed` (200000) on, until one fails; what
/// came of it stands in `target/cluster-rules.txt`.
final class ClusterRulesTest {

    private static final RuleTable TABLE =
            new RuleTable("/histories/cluster-rules.txt", ClusterHistory.class, 150, 200_000);

    @TempDir private Path scratch;

    @Test
    void everyRuleStandsInTheCodeAsItIsWrittenDown() throws IOException {
        TABLE.check();
    }

    @Test
    @EnabledIfSystemProperty(named = "model.rules", matches = ".+")
    void withoutARuleSomeHistoryFails() throws IOException {
        assertThat(TABLE.takeOut(scratch, Path.of("target", "cluster-rules.txt"))).isNotEmpty();
    }
}
