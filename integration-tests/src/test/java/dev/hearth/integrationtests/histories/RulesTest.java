// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private static final int STEPS = 220;

    @TempDir private Path scratch;

    private static List<Rule> rules() throws IOException {
        try (InputStream in = RulesTest.class.getResourceAsStream("/histories/rules.txt")) {
            byte[] bytes = Objects.requireNonNull(in, "rules.txt").readAllBytes();
            return Rule.read(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        }
    }

    private static Path root() {
        return Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    }

    @Test
    void everyRuleStandsInTheCodeAsItIsWrittenDown() throws IOException {
        assertThat(rules()).extracting(Rule::words).doesNotHaveDuplicates();
        for (Rule rule : rules()) {
            assertThat(rule.edits()).as(rule.words()).isNotEmpty();
            assertThatCode(() -> rule.without(root())).doesNotThrowAnyException();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "model.rules", matches = ".+")
    void withoutARuleSomeHistoryFails() throws IOException {
        String wanted = System.getProperty("model.rules", "all");
        List<String> table = new ArrayList<>();
        Path report = Path.of("target", "rules.txt");
        for (Rule rule : rules()) {
            if (wanted.equals("all") || rule.words().contains(wanted)) {
                table.add("%s: %s".formatted(rule.words(), outcome(rule)));
                Files.write(report, table);
            }
        }
        assertThat(table).isNotEmpty();
    }

    private String outcome(Rule rule) throws IOException {
        long first = Long.getLong("model.seed", 100_000);
        int count = Integer.getInteger("model.histories", 60);
        Path folder = Files.createTempDirectory(scratch, "rule");
        try (Mutant mutant = new Mutant(rule.without(root()), folder)) {
            for (int i = 0; i < count; i++) {
                String failure = mutant.live(first + i, STEPS, scratch);
                if (!failure.isEmpty()) {
                    return "%d (%s)".formatted(i + 1, failure.lines().findFirst().orElse(""));
                }
            }
        }
        return "not missed by %d".formatted(count);
    }
}
