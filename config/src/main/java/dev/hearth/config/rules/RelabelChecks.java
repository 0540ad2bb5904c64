// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.hearth.config.rules.RelabelRule.Action;
import java.util.List;
import java.util.Locale;

/// Whether the parts of a relabelling rule fit together, as Prometheus demands.
final class RelabelChecks {

    private RelabelChecks() {}

    static void check(
            List<String> sourceLabels,
            String separator,
            String regex,
            long modulus,
            String targetLabel,
            String replacement,
            Action action) {
        if (sourceLabels.contains("")) {
            throw new IllegalArgumentException(
                    "source_labels has an empty name (expected names of labels)");
        }
        checkRegex(regex);
        boolean namesOnly = action == Action.LABELDROP || action == Action.LABELKEEP;
        boolean comparesOnly = action == Action.KEEPEQUAL || action == Action.DROPEQUAL;
        if (writesOrCompares(action) && targetLabel.isEmpty()) {
            throw new IllegalArgumentException(
                    "target_label is empty (expected the name of a label for action %s)"
                            .formatted(name(action)));
        }
        if (action == Action.HASHMOD && modulus < 1) {
            throw new IllegalArgumentException(
                    "modulus is %d (expected 1 or more for action hashmod)".formatted(modulus));
        }
        if (writesOrCompares(action) && action != Action.REPLACE && targetLabel.contains("$")) {
            throw new IllegalArgumentException(
                    "target_label is \"%s\" (expected a name without groups for action %s)"
                            .formatted(targetLabel, name(action)));
        }
        if (action == Action.LABELMAP && replacement.isEmpty()) {
            throw new IllegalArgumentException(
                    "replacement is empty (expected the name of a label for action labelmap)");
        }
        boolean isPlain =
                separator.equals(RelabelRule.DEFAULT_SEPARATOR)
                        && replacement.equals(RelabelRule.DEFAULT_REPLACEMENT)
                        && modulus == 0;
        if (namesOnly && !(isPlain && sourceLabels.isEmpty() && targetLabel.isEmpty())) {
            throw new IllegalArgumentException(
                    "action %s has other keys (expected regex alone)".formatted(name(action)));
        }
        if (comparesOnly && !(isPlain && regex.equals(RelabelRule.DEFAULT_REGEX))) {
            throw new IllegalArgumentException(
                    "action %s has other keys (expected source_labels and target_label alone)"
                            .formatted(name(action)));
        }
    }

    private static boolean writesOrCompares(Action action) {
        return switch (action) {
            case REPLACE, HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL -> true;
            case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> false;
        };
    }

    static String name(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if a pattern is no RE2 pattern
    static void checkRegex(String regex) {
        try {
            Pattern.compile(regex, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex \"%s\" does not parse: %s (expected RE2 syntax)"
                            .formatted(regex, e.getMessage()),
                    e);
        }
    }
}
