// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A rule of the code, and what the code would be without it.
///
/// @param words the rule
/// @param edits what takes it out
record Rule(String words, List<Edit> edits) {

    /// Lines that others take the place of.
    ///
    /// @param file below the root of the repository
    record Edit(String file, List<String> old, List<String> replacement) {}

    /// Reads rules: `=` begins one, `@` names a file, `-` and `+` stand before lines of it as in a
    /// diff; other lines are for people.
    static List<Rule> read(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines) {
            String text = line.isEmpty() ? "" : line.substring(1);
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '=' -> rules.add(new Rule(text.strip(), new ArrayList<>()));
                case '@' -> {
                    Edit edit = new Edit(text.strip(), new ArrayList<>(), new ArrayList<>());
                    rules.getLast().edits.add(edit);
                }
                case '-' -> rules.getLast().edits.getLast().old.add(text);
                case '+' -> rules.getLast().edits.getLast().replacement.add(text);
                default -> {}
            }
        }
        return rules;
    }

    /// The files that differ without it, by name.
    ///
    /// @throws IllegalStateException if the code is not what it was when the rule was written down
    Map<String, String> without(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Edit edit : edits) {
            String before = files.get(edit.file);
            String text = before == null ? Files.readString(root.resolve(edit.file)) : before;
            String old = joined(edit.old);
            int at = text.indexOf(old);
            if (at < 0 || text.indexOf(old, at + 1) >= 0) {
                throw new IllegalStateException(
                        "rule \"%s\": %s does not have these lines once:%n%s"
                                .formatted(words, edit.file, old));
            }
            String after = text.substring(0, at) + joined(edit.replacement);
            files.put(edit.file, after + text.substring(at + old.length()));
        }
        return files;
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
