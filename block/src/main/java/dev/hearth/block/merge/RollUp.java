// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sums up the samples of one series after the other by stack, in buckets of one length; a bucket
/// that is full goes to the files and to the next coarser length. For one thread.
final class RollUp {

    private final long lengthNanos;
    private final TableFile samples;
    private final TableFile buckets;
    private final @Nullable RollUp coarser;
    private final @Nullable FunctionCosts costs;

    private int firstStack;
    private int series;
    private long[] sums = new long[0];
    private boolean[] isTouched = new boolean[0];
    private int[] touched = new int[0];
    private int touchedCount;

    private long bucket;
    private long total;
    private int profiles;

    /// @param lengthNanos length of a bucket
    /// @param coarser takes full buckets, if there is one
    /// @param costs takes full buckets too
    RollUp(
            long lengthNanos,
            TableFile samples,
            TableFile buckets,
            @Nullable RollUp coarser,
            @Nullable FunctionCosts costs) {
        this.lengthNanos = lengthNanos;
        this.samples = samples;
        this.buckets = buckets;
        this.coarser = coarser;
        this.costs = costs;
    }

    /// Begins a service.
    ///
    /// @param first its first stack in the files
    /// @param stacks how many it has
    void startService(int first, int stacks) {
        firstStack = first;
        if (sums.length < stacks) {
            sums = new long[stacks];
            isTouched = new boolean[stacks];
            touched = new int[stacks];
        }
        if (coarser != null) {
            coarser.startService(first, stacks);
        }
    }

    /// Begins a series.
    void startSeries(int id) {
        series = id;
        if (coarser != null) {
            coarser.startSeries(id);
        }
    }

    /// Adds profiles of one moment, or of one bucket of a finer length; times ascend.
    ///
    /// @param timeNanos the moment, or where the bucket begins
    /// @param addedProfiles how many
    /// @param addedTotal sum of their totals
    void add(long timeNanos, int addedProfiles, long addedTotal) throws IOException {
        long start = Math.floorDiv(timeNanos, lengthNanos) * lengthNanos;
        if (profiles > 0 && start != bucket) {
            flush();
        }
        bucket = start;
        profiles += addedProfiles;
        total += addedTotal;
    }

    /// Adds what belongs to what was added last.
    ///
    /// @param stacks stacks of the service, from 0
    void addSamples(int[] stacks, long[] values, int count) {
        for (int i = 0; i < count; i++) {
            touch(stacks[i], values[i]);
        }
    }

    private void touch(int stack, long value) {
        sums[stack] += value;
        if (!isTouched[stack]) {
            isTouched[stack] = true;
            touched[touchedCount++] = stack;
        }
    }

    /// Ends a series.
    void endSeries() throws IOException {
        if (profiles > 0) {
            flush();
        }
        if (coarser != null) {
            coarser.endSeries();
        }
    }

    private void flush() throws IOException {
        sortTouched();
        int firstSample = samples.rows();
        writeSamples();
        buckets.reserve(1);
        int row = buckets.row();
        buckets.ints(0)[row] = series;
        buckets.longs(1)[row] = bucket;
        buckets.longs(2)[row] = total;
        buckets.ints(3)[row] = profiles;
        buckets.longs(4)[row] = firstSample;
        buckets.ints(5)[row] = samples.rows() - firstSample;
        buckets.advance(1);
        if (coarser != null) {
            coarser.add(bucket, profiles, total);
            for (int i = 0; i < touchedCount; i++) {
                coarser.touch(touched[i], sums[touched[i]]);
            }
        }
        if (costs != null) {
            costs.add(bucket, touched, touchedCount, sums);
        }
        for (int i = 0; i < touchedCount; i++) {
            sums[touched[i]] = 0;
            isTouched[touched[i]] = false;
        }
        touchedCount = 0;
        profiles = 0;
        total = 0;
    }

    private void sortTouched() {
        if (touchedCount < isTouched.length / 16) {
            Arrays.sort(touched, 0, touchedCount);
            return;
        }
        int count = 0;
        for (int stack = 0; count < touchedCount; stack++) {
            if (isTouched[stack]) {
                touched[count++] = stack;
            }
        }
    }

    private void writeSamples() throws IOException {
        int next = 0;
        while (next < touchedCount) {
            samples.reserve(Math.min(touchedCount - next, TableFile.GROUP - samples.row()));
            int start = samples.row();
            int row = start;
            int[] ids = samples.ints(2);
            long[] values = samples.longs(3);
            int end = Math.min(touchedCount, next + TableFile.GROUP - start);
            for (; next < end; next++) {
                int stack = touched[next];
                if (sums[stack] != 0) {
                    ids[row] = firstStack + stack;
                    values[row++] = sums[stack];
                }
            }
            Arrays.fill(samples.ints(0), start, row, series);
            Arrays.fill(samples.longs(1), start, row, bucket);
            samples.advance(row - start);
        }
    }
}
