// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.Collection;

/// Finds what somebody may have meant.
final class Suggestion {

    private Suggestion() {}

    /// The question ` (did you mean X?)` with the nearest word, or nothing if none is near.
    static String of(String word, Collection<String> words, String prefix) {
        String nearest = "";
        int least = Math.max(2, word.length() / 4) + 1;
        for (String candidate : words) {
            int distance = distance(word, candidate);
            if (distance < least
                    || (distance == least
                            && !nearest.isEmpty()
                            && candidate.compareTo(nearest) < 0)) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : " (did you mean %s%s?)".formatted(prefix, nearest);
    }

    /// Edits that make one word the other.
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                current[j] =
                        Math.min(
                                previous[j - 1] + change,
                                1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
