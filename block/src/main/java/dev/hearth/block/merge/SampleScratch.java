// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.util.Arrays;

/// The samples of one profile on their way. Reused; for one thread.
final class SampleScratch {

    private int size;
    private int[] stacks = new int[1024];
    private long[] values = new long[1024];
    private long[] spans = new long[1024];
    private long[] traces = new long[2048];
    private int[] observationEnds = new int[1024];
    private int observations;
    private long[] observedTimes = new long[0];
    private long[] observedValues = new long[0];

    private long[] keys = new long[1024];
    private long[] moved = new long[2048];
    private int[] starts = new int[1024];

    /// Begins a profile of so many samples, without spans, traces or observations.
    void clear(int samples) {
        if (samples > stacks.length) {
            int length = Math.max(samples, stacks.length * 2);
            stacks = new int[length];
            values = new long[length];
            spans = new long[length];
            traces = new long[2 * length];
            observationEnds = new int[length];
            keys = new long[length];
            moved = new long[2 * length];
            starts = new int[length];
        } else {
            Arrays.fill(spans, 0, samples, 0);
            Arrays.fill(traces, 0, 2 * samples, 0);
            Arrays.fill(observationEnds, 0, samples, 0);
        }
        size = samples;
        observations = 0;
    }

    int size() {
        return size;
    }

    int[] stacks() {
        return stacks;
    }

    long[] values() {
        return values;
    }

    /// 0 for none.
    long[] spans() {
        return spans;
    }

    /// Two numbers a sample, 0 for none.
    long[] traces() {
        return traces;
    }

    /// Observations of all samples; before [#sort] as they came.
    int observations() {
        return observations;
    }

    /// First observation of a sample, after [#sort].
    int firstObservation(int sample) {
        return starts[sample];
    }

    /// How many observations a sample has, after [#sort].
    int observationCount(int sample) {
        return observations == 0 ? 0 : observationEnds[sample] - starts[sample];
    }

    long observedTime(int observation) {
        return observedTimes[observation];
    }

    long observedValue(int observation) {
        return observedValues[observation];
    }

    /// Adds an observation; samples ascend.
    void addObservation(int sample, long time, long value) {
        if (observations == observedTimes.length) {
            int length = Math.max(1024, observations * 2);
            observedTimes = Arrays.copyOf(observedTimes, length);
            observedValues = Arrays.copyOf(observedValues, length);
        }
        observedTimes[observations] = time;
        observedValues[observations] = value;
        observationEnds[sample] = ++observations;
    }

    /// Sorts the samples by stack; those of one stack keep their order.
    void sort() {
        if (observations > 0) {
            int end = 0;
            for (int i = 0; i < size; i++) {
                starts[i] = end;
                end = Math.max(end, observationEnds[i]);
                observationEnds[i] = end;
            }
        }
        boolean isSorted = true;
        for (int i = 0; i < size; i++) {
            keys[i] = (long) stacks[i] << 32 | i;
            isSorted &= i == 0 || keys[i] > keys[i - 1];
        }
        if (isSorted) {
            return;
        }
        Arrays.sort(keys, 0, size);
        permute(values);
        permute(spans);
        System.arraycopy(traces, 0, moved, 0, 2 * size);
        for (int i = 0; i < size; i++) {
            traces[2 * i] = moved[2 * (int) keys[i]];
            traces[2 * i + 1] = moved[2 * (int) keys[i] + 1];
        }
        if (observations > 0) {
            permute(starts);
            permute(observationEnds);
        }
        for (int i = 0; i < size; i++) {
            stacks[i] = (int) (keys[i] >>> 32);
        }
    }

    private void permute(long[] column) {
        System.arraycopy(column, 0, moved, 0, size);
        for (int i = 0; i < size; i++) {
            column[i] = moved[(int) keys[i]];
        }
    }

    private void permute(int[] column) {
        for (int i = 0; i < size; i++) {
            moved[i] = column[i];
        }
        for (int i = 0; i < size; i++) {
            column[i] = (int) moved[(int) keys[i]];
        }
    }
}
