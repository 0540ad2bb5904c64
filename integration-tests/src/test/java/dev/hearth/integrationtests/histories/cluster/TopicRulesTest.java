// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.integrationtests.histories.RuleTable;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The rules by which everything counts once in a cluster over a topic, and what takes each of them
/// out: `src/test/resources/histories/topic-rules.txt`. Beside each stands after how many histories
/// of [TopicHistoriesTest] it was missed.
///
/// `-Dmodel.rules=all`, or a part of the words of some rules, takes them out one at a time, and
/// lives `-Dmodel.histories` (60) histories from `-Dmodel.seed` (300000) on, until one fails; what
/// came of it stands in `target/topic-rules.txt`.
final class TopicRulesTest {

    private static final RuleTable TABLE =
            new RuleTable("/histories/topic-rules.txt", TopicHistory.class, 150, 300_000);

    @TempDir private Path scratch;

    @Test
    void everyRuleStandsInTheCodeAsItIsWrittenDown() throws IOException {
        TABLE.check();
    }

    @Test
    @EnabledIfSystemProperty(named = "model.rules", matches = ".+")
    void withoutARuleSomeHistoryFails() throws IOException {
        assertThat(TABLE.takeOut(scratch, Path.of("target", "topic-rules.txt"))).isNotEmpty();
    }
}
