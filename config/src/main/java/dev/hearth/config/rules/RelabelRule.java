// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import java.util.List;

/// One relabelling rule, with Prometheus' names, defaults and meaning.
///
/// A rule joins the values of its source labels, compares the result with a pattern, and then does
/// what its action says. A rule that exists is a valid one.
///
/// @param sourceLabels labels whose values are joined; one that a series lacks counts as empty
/// @param separator what stands between the joined values
/// @param regex RE2 pattern that has to match the whole joined value (for [Action#LABELMAP],
///   [Action#LABELDROP] and [Action#LABELKEEP]: the name of a label); a dot takes line breaks too
/// @param modulus number of buckets of [Action#HASHMOD]; 0 for other actions
/// @param targetLabel label that is written or compared; for [Action#REPLACE] it may name groups of
///   the pattern, as `$1` or `${name}`
/// @param replacement new value (for [Action#LABELMAP]: new name), which may name groups
/// @param action what is done
public record RelabelRule(
        List<String> sourceLabels,
        String separator,
        String regex,
        long modulus,
        String targetLabel,
        String replacement,
        Action action) {

    /// What stands between joined values unless a rule says otherwise.
    public static final String DEFAULT_SEPARATOR = ";";

    /// Takes everything, as the one group.
    public static final String DEFAULT_REGEX = "(.*)";

    /// The first group.
    public static final String DEFAULT_REPLACEMENT = "$1";

    /// What a rule does.
    public enum Action {
        /// Writes the replacement into the target label if the pattern matches; an empty result
        /// removes the label.
        REPLACE,
        /// Drops series that the pattern does not match.
        KEEP,
        /// Drops series that the pattern matches.
        DROP,
        /// Drops series whose joined value is not that of the target label.
        KEEPEQUAL,
        /// Drops series whose joined value is that of the target label.
        DROPEQUAL,
        /// Writes a hash of the joined value, modulo [RelabelRule#modulus], into the target label.
        HASHMOD,
        /// Copies labels whose name the pattern matches to the name that the replacement gives.
        LABELMAP,
        /// Removes labels whose name the pattern matches.
        LABELDROP,
        /// Removes labels whose name the pattern does not match.
        LABELKEEP,
        /// Writes the joined value in lower case into the target label.
        LOWERCASE,
        /// Writes the joined value in upper case into the target label.
        UPPERCASE
    }

    /// Keeps a copy of the list.
    ///
    /// @throws IllegalArgumentException if the parts do not fit together; the message is for the
    ///   operator
    public RelabelRule {
        sourceLabels = List.copyOf(sourceLabels);
        RelabelChecks.check(
                sourceLabels, separator, regex, modulus, targetLabel, replacement, action);
    }
}
