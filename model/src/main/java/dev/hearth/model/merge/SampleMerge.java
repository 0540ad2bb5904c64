// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.Samples;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds up the samples of profiles that share a stack table.
public final class SampleMerge {

    private SampleMerge() {}

    /// Merges columns: samples of equal stack, span and trace become one, with the sum of their
    /// values, or `Long.MAX_VALUE` if it is larger, and the observations of all. Where the sum does
    /// not fit, those of the first only: their values would come to more than the sum.
    ///
    /// @param parts at least one
    public static Samples merge(List<Samples> parts) {
        int count = parts.size();
        Samples[] level = parts.toArray(Samples[]::new);
        while (count > 1) {
            int next = 0;
            for (int i = 0; i < count; i += 2) {
                level[next++] = i + 1 < count ? merge(level[i], level[i + 1]) : level[i];
            }
            count = next;
        }
        return level[0];
    }

    private static Samples merge(Samples a, Samples b) {
        int limit = Math.addExact(a.size(), b.size());
        int[] stacks = new int[limit];
        long[] values = new long[limit];
        long[] spans = a.spans() == null && b.spans() == null ? null : new long[limit];
        long[] traces = a.traces() == null && b.traces() == null ? null : new long[2 * limit];
        TimesMerge times = new TimesMerge(a.times(), b.times(), limit);
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            int order = i == a.size() ? 1 : j == b.size() ? -1 : compare(a, i, b, j);
            Samples from = order <= 0 ? a : b;
            int at = order <= 0 ? i : j;
            stacks[size] = from.stacks()[at];
            values[size] =
                    order == 0 ? addSaturated(a.values()[i], b.values()[j]) : from.values()[at];
            if (spans != null) {
                spans[size] = span(from, at);
            }
            if (traces != null) {
                traces[2 * size] = trace(from, 2 * at);
                traces[2 * size + 1] = trace(from, 2 * at + 1);
            }
            boolean isSum = order == 0 && fits(a.values()[i], b.values()[j]);
            times.add(order <= 0 ? i : -1, order > 0 || isSum ? j : -1);
            size++;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return new Samples(
                Arrays.copyOf(stacks, size),
                Arrays.copyOf(values, size),
                cut(spans, size),
                cut(traces, 2 * size),
                times.finish());
    }

    private static int compare(Samples a, int i, Samples b, int j) {
        int order = Integer.compare(a.stacks()[i], b.stacks()[j]);
        if (order == 0) {
            order = Long.compare(span(a, i), span(b, j));
        }
        if (order == 0) {
            order = Long.compare(trace(a, 2 * i), trace(b, 2 * j));
        }
        return order != 0 ? order : Long.compare(trace(a, 2 * i + 1), trace(b, 2 * j + 1));
    }

    private static long span(Samples samples, int at) {
        long[] spans = samples.spans();
        return spans == null ? 0 : spans[at];
    }

    private static long trace(Samples samples, int at) {
        long[] traces = samples.traces();
        return traces == null ? 0 : traces[at];
    }

    private static boolean fits(long a, long b) {
        return a + b >= 0;
    }

    /// The sum of two numbers that are not negative, or the largest number.
    public static long addSaturated(long a, long b) {
        return fits(a, b) ? a + b : Long.MAX_VALUE;
    }

    private static long @Nullable [] cut(long @Nullable [] column, int length) {
        return column == null ? null : Arrays.copyOf(column, length);
    }
}
