// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

/// Sorts rows by an address without moving them: a merge sort over their numbers, stable.
public final class AddressOrder {

    private AddressOrder() {}

    /// Returns the numbers `0 … count - 1` in ascending order of `addresses`, unsigned; equal ones
    /// as they are.
    public static int[] of(long[] addresses, int count) {
        int[] order = new int[count];
        boolean isSorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            isSorted &= i == 0 || Long.compareUnsigned(addresses[i - 1], addresses[i]) <= 0;
        }
        if (isSorted) {
            return order;
        }
        int[] from = order;
        int[] to = new int[count];
        for (long width = 1; width < count; width *= 2) {
            for (long start = 0; start < count; start += 2 * width) {
                int middle = (int) Math.min(start + width, count);
                int end = (int) Math.min(start + 2 * width, count);
                merge(addresses, from, to, (int) start, middle, end);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(
            long[] addresses, int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft =
                    right >= end
                            || (left < middle
                                    && Long.compareUnsigned(
                                                    addresses[from[left]], addresses[from[right]])
                                            <= 0);
            to[at] = takeLeft ? from[left++] : from[right++];
        }
    }
}
