// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import java.util.Arrays;

/// Stacks and values of consecutive samples of a service, decoded, in eight bytes a sample as a
/// rule.
final class SampleChunk implements BlockCache.Weighted {

    private final int[] stacks;

    /// What every value of [#small] is to be multiplied by.
    private final long scale;

    /// Empty if the values are in [#large].
    private final int[] small;

    private final long[] large;

    /// @param stacks ids in the service
    /// @param values for each sample its value; longer than there are samples, perhaps
    SampleChunk(int[] stacks, long[] values) {
        this.stacks = stacks;
        int size = stacks.length;
        long divisor = divisor(values, size);
        if (divisor > 0) {
            scale = divisor;
            small = new int[size];
            large = new long[0];
            for (int i = 0; i < size; i++) {
                small[i] = (int) (values[i] / divisor);
            }
        } else {
            scale = 1;
            small = new int[0];
            large = Arrays.copyOf(values, size);
        }
    }

    /// What makes all values fit into 32 bits, 0 if nothing does.
    private static long divisor(long[] values, int size) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < size; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        if (low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE) {
            return 1;
        }
        long divisor = 0;
        for (int i = 0; i < size && divisor != 1; i++) {
            divisor = gcd(divisor, Math.abs(values[i]));
        }
        boolean fits =
                low != Long.MIN_VALUE
                        && low / divisor >= Integer.MIN_VALUE
                        && high / divisor <= Integer.MAX_VALUE;
        return fits ? divisor : 0;
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    /// Adds samples `from` to `to`, exclusive, to the sums of their stacks.
    void add(int from, int to, long[] sums) {
        if (large.length > 0) {
            for (int i = from; i < to; i++) {
                sums[stacks[i]] += large[i];
            }
        } else if (scale == 1) {
            for (int i = from; i < to; i++) {
                sums[stacks[i]] += small[i];
            }
        } else {
            for (int i = from; i < to; i++) {
                sums[stacks[i]] += small[i] * scale;
            }
        }
    }

    @Override
    public long weightBytes() {
        return 96 + 4L * stacks.length + 4L * small.length + 8L * large.length;
    }
}
