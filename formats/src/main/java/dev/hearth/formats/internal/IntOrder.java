// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

/// An order of numbers that stand for rows, and a stable sort by it that boxes nothing.
public interface IntOrder {

    /// Less than 0 if row `left` comes first, 0 if neither does.
    public int compare(int left, int right);

    /// Sorts `rows[from..to)`.
    ///
    /// @param spare as long as `rows`; its content is lost
    public static void sort(int[] rows, int from, int to, int[] spare, IntOrder order) {
        for (int width = 1; width < to - from; width *= 2) {
            for (int start = from; start < to; start += 2 * width) {
                int middle = Math.min(start + width, to);
                merge(rows, start, middle, Math.min(middle + width, to), spare, order);
            }
            System.arraycopy(spare, from, rows, from, to - from);
        }
    }

    private static void merge(
            int[] rows, int start, int middle, int end, int[] target, IntOrder order) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean isLeft =
                    left < middle && (right == end || order.compare(rows[left], rows[right]) <= 0);
            target[i] = isLeft ? rows[left++] : rows[right++];
        }
    }
}
