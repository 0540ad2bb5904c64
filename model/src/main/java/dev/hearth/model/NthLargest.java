// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Finds the n-th largest of many numbers byte by byte, without sorting them.
public final class NthLargest {

    private NthLargest() {}

    /// Returns the n-th largest of `values[from..to)`.
    ///
    /// @param values none negative
    /// @param n from 1 to the number of values
    public static long of(long[] values, int from, int to, long n) {
        long all = 0;
        for (int i = from; i < to; i++) {
            all |= values[i];
        }
        long prefix = 0;
        long mask = 0;
        long rest = n;
        int[] counts = new int[256];
        for (int shift = (63 - Long.numberOfLeadingZeros(all | 1)) & ~7; shift >= 0; shift -= 8) {
            java.util.Arrays.fill(counts, 0);
            for (int i = from; i < to; i++) {
                if ((values[i] & mask) == prefix) {
                    counts[(int) (values[i] >>> shift) & 255]++;
                }
            }
            int digit = 255;
            while (rest > counts[digit]) {
                rest -= counts[digit--];
            }
            prefix |= (long) digit << shift;
            mask |= 255L << shift;
        }
        return prefix;
    }
}
