// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import org.jspecify.annotations.Nullable;

/// When the samples of one profile were observed, where the client told.
///
/// An observation is a moment and the part of its sample's value that it accounts for. Those of
/// sample `i` lie from [#start] to [#end], in order of moment, then of value. All their values are
/// positive and together they are at most the value of the sample: the rest of it has no moment.
/// The arrays belong to the object: nobody changes them after it was made.
public final class SampleTimes {

    private final int[] ends;
    private final long[] nanos;
    private final long[] values;

    /// @param ends for each sample the end of its observations, exclusive; those of the next begin
    ///   there
    /// @param nanos for each observation its moment, nanoseconds since the epoch
    /// @param values for each observation its value, in the profile type's unit
    public SampleTimes(int[] ends, long[] nanos, long[] values) {
        int count = ends.length == 0 ? 0 : ends[ends.length - 1];
        if (nanos.length != count || values.length != count) {
            throw new IllegalArgumentException(
                    "columns of observations have lengths %d and %d (expected %d)"
                            .formatted(nanos.length, values.length, count));
        }
        this.ends = ends;
        this.nanos = nanos;
        this.values = values;
    }

    /// Samples that it is about: all of the profile.
    public int samples() {
        return ends.length;
    }

    /// Observations of all samples.
    public int size() {
        return nanos.length;
    }

    /// The first observation of a sample.
    public int start(int sample) {
        return sample == 0 ? 0 : ends[sample - 1];
    }

    /// The end of the observations of a sample, exclusive.
    public int end(int sample) {
        return ends[sample];
    }

    /// For each sample the end of its observations, exclusive.
    public int[] ends() {
        return ends;
    }

    /// Moments, nanoseconds since the epoch; for each sample ascending.
    public long[] nanos() {
        return nanos;
    }

    /// Values, all positive.
    public long[] values() {
        return values;
    }

    /// Checks what the type promises of one sample.
    ///
    /// @param sample which
    /// @param value its value
    /// @return what is wrong, or null if nothing is
    @Nullable String fault(int sample, long value) {
        int from = start(sample);
        int to = ends[sample];
        if (to < from) {
            return "observations end at %d (expected at least %d)".formatted(to, from);
        }
        long rest = value;
        for (int i = from; i < to; i++) {
            if (values[i] <= 0 || values[i] > rest) {
                return "observation's value is %d (expected 1 to %d)".formatted(values[i], rest);
            }
            rest -= values[i];
            if (i > from && isBefore(i, i - 1)) {
                return "observation at %d ns comes after one at %d ns (expected order of time)"
                        .formatted(nanos[i], nanos[i - 1]);
            }
        }
        return null;
    }

    private boolean isBefore(int a, int b) {
        return nanos[a] < nanos[b] || (nanos[a] == nanos[b] && values[a] < values[b]);
    }
}
