// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A consistent hash ring of some ids. Immutable.
///
/// Every id has tokens, numbers that follow from it alone; a hash belongs to the id of the first
/// token that is not below it, going round. So an id that comes takes from the others just what
/// becomes its own, and what an id had when it goes is shared by the others.
///
/// The lowest bits of a token hold the index of its id in place of its own bits, those of a hash
/// are ignored: one sorted array is all there is.
final class TokenRing {

    private static final int INDEX_BITS = 20;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    private final List<String> ids;
    private final long[] tokens;

    private TokenRing(List<String> ids, long[] tokens) {
        this.ids = ids;
        this.tokens = tokens;
    }

    /// @param ids sorted, each once
    /// @param counts how many tokens each id has; as long as `ids`
    static TokenRing of(List<String> ids, int[] counts) {
        if (ids.size() > INDEX_MASK) {
            throw new IllegalArgumentException(
                    "ring has %d entries (expected at most %d)".formatted(ids.size(), INDEX_MASK));
        }
        long[] tokens = new long[Arrays.stream(counts).reduce(0, Math::addExact)];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            long seed = RingHash.of(ids.get(i));
            for (int n = 0; n < counts[i]; n++) {
                tokens[at] = (RingHash.token(seed, n) & ~INDEX_MASK) | i;
                at++;
            }
        }
        Arrays.sort(tokens);
        return new TokenRing(List.copyOf(ids), tokens);
    }

    static TokenRing of(List<RingPartition> partitions) {
        return of(
                partitions.stream().map(RingPartition::id).toList(),
                partitions.stream().mapToInt(RingPartition::tokens).toArray());
    }

    /// The ids, sorted.
    List<String> ids() {
        return ids;
    }

    int tokenCount() {
        return tokens.length;
    }

    /// What part of all hashes belongs to each id, 0 to 1, in the order of [#ids].
    double[] shares() {
        double[] shares = new double[ids.size()];
        for (int i = 0; i < tokens.length; i++) {
            long before = tokens[i == 0 ? tokens.length - 1 : i - 1] & ~INDEX_MASK;
            long gap = (tokens[i] & ~INDEX_MASK) - before;
            boolean isWhole = gap == 0 && tokens.length == 1;
            shares[index(i)] += isWhole ? 1 : unsigned(gap) / 0x1p64;
        }
        return shares;
    }

    private static double unsigned(long value) {
        return (double) (value >>> 1) * 2 + (double) (value & 1);
    }

    private int index(int token) {
        return (int) (tokens[token] & INDEX_MASK);
    }

    /// Goes round the ring from a hash on, and meets each id once.
    Walk walk(long hash) {
        int found = Arrays.binarySearch(tokens, hash & ~INDEX_MASK);
        int first = found >= 0 ? found : -found - 1;
        return new Walk(first == tokens.length ? 0 : first);
    }

    /// The ids in the order in which a walk meets them. For one thread.
    final class Walk {

        private final BitSet met = new BitSet();
        private int at;
        private int metIds;
        private int steps;

        private Walk(int start) {
            at = start;
        }

        /// Whether there is one more.
        boolean hasNext() {
            return metIds < ids.size();
        }

        /// The next one.
        ///
        /// @throws IllegalStateException if there is none
        String next() {
            while (steps < tokens.length) {
                int index = index(at);
                at = at + 1 == tokens.length ? 0 : at + 1;
                steps++;
                if (!met.get(index)) {
                    met.set(index);
                    metIds++;
                    return ids.get(index);
                }
            }
            throw new IllegalStateException("the ring of %d was gone round".formatted(ids.size()));
        }
    }
}
