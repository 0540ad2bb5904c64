// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.SplittableRandom;

/// A hash of numbers that a payload chose, with multipliers that its sender cannot know: nobody can
/// make a table's probes long on purpose. What is decoded does not depend on it.
public final class RowHash {

    private final long first;
    private final long second;

    public RowHash() {
        SplittableRandom random = new SplittableRandom();
        first = random.nextLong() | 1;
        second = random.nextLong() | 1;
    }

    /// 32 bits, of which any may be taken.
    public int of(long value) {
        long mixed = (value ^ (value >>> 32)) * first;
        return (int) (((mixed ^ (mixed >>> 29)) * second) >>> 32);
    }

    /// The hash of a sequence, given that of its beginning.
    public int then(int hash, int value) {
        return of((long) hash << 32 | (value & 0xffffffffL));
    }
}
