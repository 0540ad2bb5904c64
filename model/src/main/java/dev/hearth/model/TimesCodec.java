// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// [SampleTimes] as columns of a batch: how many observations each sample has, their moments, their
/// values.
final class TimesCodec {

    private TimesCodec() {}

    /// @param values those of the samples
    /// @param profileNanos time of the profile, from which the first moment is counted
    static void write(SampleTimes times, long[] values, long profileNanos, ColumnWriter out) {
        out.ensure(times.samples() + 2 * times.size());
        for (int sample = 0; sample < times.samples(); sample++) {
            String fault = times.fault(sample, values[sample]);
            if (fault != null) {
                throw new IllegalArgumentException(fault);
            }
            out.number(times.end(sample) - times.start(sample));
        }
        long[] nanos = times.nanos();
        long first = profileNanos;
        for (int sample = 0; sample < times.samples(); sample++) {
            int from = times.start(sample);
            int to = times.end(sample);
            if (from < to) {
                out.signed(nanos[from] - first);
                first = nanos[from];
            }
            for (int i = from + 1; i < to; i++) {
                out.number(nanos[i] - nanos[i - 1]);
            }
        }
        for (long value : times.values()) {
            out.number(value);
        }
    }

    static SampleTimes read(ColumnReader in, long[] values, long profileNanos)
            throws MalformedBatchException {
        int[] ends = ends(in, values.length);
        int size = ends.length == 0 ? 0 : ends[ends.length - 1];
        SampleTimes times = new SampleTimes(ends, new long[size], new long[size]);
        long[] nanos = times.nanos();
        long first = profileNanos;
        for (int sample = 0; sample < ends.length; sample++) {
            int from = times.start(sample);
            if (from < ends[sample]) {
                first += in.signed();
                nanos[from] = first;
            }
            for (int i = from + 1; i < ends[sample]; i++) {
                nanos[i] = nanos[i - 1] + in.number();
            }
        }
        for (int i = 0; i < size; i++) {
            times.values()[i] = in.number();
        }
        for (int sample = 0; sample < ends.length; sample++) {
            String fault = times.fault(sample, values[sample]);
            if (fault != null) {
                throw in.malformed("has a sample for which " + fault);
            }
        }
        return times;
    }

    private static int[] ends(ColumnReader in, int samples) throws MalformedBatchException {
        in.expect(samples);
        int[] ends = new int[samples];
        long end = 0;
        for (int sample = 0; sample < samples; sample++) {
            end += in.count(2);
            ends[sample] = (int) Math.min(end, Integer.MAX_VALUE);
        }
        if (end > in.remaining() / 2) {
            throw in.malformed(
                    "has %d observations in %d bytes (expected at most %d)"
                            .formatted(end, in.remaining(), in.remaining() / 2));
        }
        return ends;
    }
}
