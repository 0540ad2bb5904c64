// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.io.IOException;
import java.util.Arrays;

/// Writes profiles, their samples and when these were observed. For one thread.
final class ProfileWriter {

    private final TableFile profiles;
    private final TableFile samples;
    private final TableFile observations;
    private final int spanColumn;
    private final int traceColumn;
    private int firstStack;
    private int series;
    private long marked;
    private long minTimeNanos = Long.MAX_VALUE;
    private long maxTimeNanos = Long.MIN_VALUE;

    ProfileWriter(TableFile profiles, TableFile samples, TableFile observations) {
        this.profiles = profiles;
        this.samples = samples;
        this.observations = observations;
        this.spanColumn = samples.column("span");
        this.traceColumn = samples.column("trace");
    }

    /// Time of the earliest profile.
    long minTimeNanos() {
        return minTimeNanos;
    }

    /// Time of the latest profile.
    long maxTimeNanos() {
        return maxTimeNanos;
    }

    /// How many profiles are marked.
    long marked() {
        return marked;
    }

    /// @param first first stack of the service in the files
    void startService(int first) {
        firstStack = first;
    }

    void startSeries(int id) {
        series = id;
    }

    /// Adds a profile; returns the sum of its values.
    long add(ProfileRun run, int profile, SampleScratch scratch) throws IOException {
        long total = 0;
        for (int i = 0; i < scratch.size(); i++) {
            total += scratch.values()[i];
        }
        long time = run.times[profile];
        minTimeNanos = Math.min(minTimeNanos, time);
        maxTimeNanos = Math.max(maxTimeNanos, time);
        if (scratch.observations() > 0) {
            addObservations(scratch);
        }
        profiles.reserve(1);
        int row = profiles.row();
        profiles.ints(0)[row] = series;
        profiles.longs(1)[row] = time;
        profiles.longs(2)[2 * row] = run.ids[2 * profile];
        profiles.longs(2)[2 * row + 1] = run.ids[2 * profile + 1];
        profiles.longs(3)[row] = run.durations[profile];
        profiles.longs(4)[row] = run.periods[profile];
        profiles.longs(5)[row] = total;
        profiles.longs(6)[row] = samples.rows();
        profiles.ints(7)[row] = scratch.size();
        profiles.flags(8)[row] = run.isMarked(profile);
        marked += run.isMarked(profile) ? 1 : 0;
        profiles.advance(1);
        addSamples(time, scratch);
        return total;
    }

    private void addSamples(long time, SampleScratch scratch) throws IOException {
        int done = 0;
        while (done < scratch.size()) {
            int count = samples.reserve(scratch.size() - done);
            int row = samples.row();
            Arrays.fill(samples.ints(0), row, row + count, series);
            Arrays.fill(samples.longs(1), row, row + count, time);
            int[] stacks = samples.ints(2);
            for (int i = 0; i < count; i++) {
                stacks[row + i] = firstStack + scratch.stacks()[done + i];
            }
            System.arraycopy(scratch.values(), done, samples.longs(3), row, count);
            if (spanColumn >= 0) {
                System.arraycopy(scratch.spans(), done, samples.longs(spanColumn), row, count);
            }
            if (traceColumn >= 0) {
                System.arraycopy(
                        scratch.traces(), 2 * done, samples.longs(traceColumn), 2 * row, 2 * count);
            }
            samples.advance(count);
            done += count;
        }
    }

    /// To be called before the samples are added.
    private void addObservations(SampleScratch scratch) throws IOException {
        int profile = profiles.rows();
        int firstSample = samples.rows();
        for (int i = 0; i < scratch.size(); i++) {
            int first = scratch.firstObservation(i);
            for (int k = first; k < first + scratch.observationCount(i); k++) {
                observations.reserve(1);
                int row = observations.row();
                observations.ints(0)[row] = profile;
                observations.ints(1)[row] = firstSample + i;
                observations.ints(2)[row] = firstStack + scratch.stacks()[i];
                observations.longs(3)[row] = scratch.observedTime(k);
                observations.longs(4)[row] = scratch.observedValue(k);
                observations.advance(1);
            }
        }
    }
}
