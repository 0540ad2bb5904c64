// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import org.jspecify.annotations.Nullable;

/// The samples of one profile as columns: stack, value, and where the client gave them span, trace
/// and the moments of observation.
///
/// Sorted by stack, then span, then trace, no combination twice; all values positive. The arrays
/// belong to the object: nobody changes them after it was made. All columns have the same length.
public final class Samples {

    private final int[] stacks;
    private final long[] values;
    private final long @Nullable [] spans;
    private final long @Nullable [] traces;
    private final @Nullable SampleTimes times;

    /// @param stacks stack ids
    /// @param values what was measured, in the profile type's unit
    /// @param spans span ids, 0 for none; null if no sample has one
    /// @param traces trace ids, two numbers each, high before low, 0 for none; null if no sample
    ///   has one
    public Samples(int[] stacks, long[] values, long @Nullable [] spans, long @Nullable [] traces) {
        this(stacks, values, spans, traces, null);
    }

    /// @param stacks stack ids
    /// @param values what was measured, in the profile type's unit
    /// @param spans span ids, 0 for none; null if no sample has one
    /// @param traces trace ids, two numbers each, high before low, 0 for none; null if no sample
    ///   has one
    /// @param times when the samples were observed; null if that is known of none
    public Samples(
            int[] stacks,
            long[] values,
            long @Nullable [] spans,
            long @Nullable [] traces,
            @Nullable SampleTimes times) {
        if (values.length != stacks.length
                || (spans != null && spans.length != stacks.length)
                || (traces != null && traces.length != 2 * stacks.length)
                || (times != null && times.samples() != stacks.length)) {
            throw new IllegalArgumentException(
                    "columns of samples differ in length (expected %d)".formatted(stacks.length));
        }
        this.stacks = stacks;
        this.values = values;
        this.spans = spans;
        this.traces = traces;
        this.times = times == null || times.size() == 0 ? null : times;
    }

    /// Samples in the profile.
    public int size() {
        return stacks.length;
    }

    /// Stack ids, ascending.
    public int[] stacks() {
        return stacks;
    }

    /// Values, all positive.
    public long[] values() {
        return values;
    }

    /// Span ids, 0 for none, little-endian of the eight bytes; null if no sample has one.
    public long @Nullable [] spans() {
        return spans;
    }

    /// Trace ids, two numbers a sample, high before low; null if no sample has one.
    public long @Nullable [] traces() {
        return traces;
    }

    /// When the samples were observed; null if that is known of none.
    public @Nullable SampleTimes times() {
        return times;
    }

    /// The sum of all values.
    public long total() {
        long total = 0;
        for (long value : values) {
            total += value;
        }
        return total;
    }
}
