// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The rules by which everything counts once, and what takes each of them out:
/// `src/test/resources/histories/rules.txt`. Without any of them some history of [HistoriesTest],
/// or a test of a module, is to fail; beside each stands which did.
///
/// `-Dmodel.rules=all`, or a part of the words of some rules, takes them out one at a time, and
/// lives `-Dmodel.histories` (60) histories from `-Dmodel.seed` (100000) on, until one fails; what
/// came of it stands in `target/rules.txt`. It takes a core about a minute for each rule.
final class RulesTest {

    private static final RuleTable TABLE =
            new RuleTable("/histories/rules.txt", History.class, 220, 100_000);

    @TempDir private Path scratch;

    @Test
    void everyRuleStandsInTheCodeAsItIsWrittenDown() throws IOException {
        TABLE.check();
    }

    @Test
    @EnabledIfSystemProperty(named = "model.rules", matches = ".+")
    void withoutARuleSomeHistoryFails() throws IOException {
        assertThat(TABLE.takeOut(scratch, Path.of("target", "rules.txt"))).isNotEmpty();
    }
}
