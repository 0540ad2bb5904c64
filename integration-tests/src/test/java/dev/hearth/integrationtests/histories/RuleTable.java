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

/// Rules of the code that are written down with what takes each of them out, and the histories that
/// are to miss them.
///
/// @param resource where they are written down
/// @param history the class of a history
/// @param steps how long each is
/// @param seed that of the first
public record RuleTable(String resource, Class<?> history, int steps, long seed) {

    private List<Rule> rules() throws IOException {
        try (InputStream in = RuleTable.class.getResourceAsStream(resource)) {
            byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
            return Rule.read(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        }
    }

    private static Path root() {
        return Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    }

    /// Checks that the code is what the rules were written down for.
    public void check() throws IOException {
        assertThat(rules()).extracting(Rule::words).doesNotHaveDuplicates();
        for (Rule rule : rules()) {
            assertThat(rule.edits()).as(rule.words()).isNotEmpty();
            assertThatCode(() -> rule.without(root())).doesNotThrowAnyException();
        }
    }

    /// Takes out those that `model.rules` names, one at a time.
    ///
    /// @param report where it is written how many histories each took
    /// @return its lines
    public List<String> takeOut(Path scratch, Path report) throws IOException {
        String wanted = System.getProperty("model.rules", "all");
        List<String> table = new ArrayList<>();
        for (Rule rule : rules()) {
            if (wanted.equals("all") || rule.words().contains(wanted)) {
                table.add("%s: %s".formatted(rule.words(), outcome(rule, scratch)));
                Files.write(report, table);
            }
        }
        return table;
    }

    private String outcome(Rule rule, Path scratch) throws IOException {
        long first = Long.getLong("model.seed", seed);
        int count = Integer.getInteger("model.histories", 60);
        Path folder = Files.createTempDirectory(scratch, "rule");
        try (Mutant mutant = new Mutant(history, rule.without(root()), folder)) {
            for (int i = 0; i < count; i++) {
                String failure = mutant.live(first + i, steps, scratch);
                if (!failure.isEmpty()) {
                    return "%d (%s)".formatted(i + 1, failure.lines().findFirst().orElse(""));
                }
            }
        }
        return "not missed by %d".formatted(count);
    }
}
