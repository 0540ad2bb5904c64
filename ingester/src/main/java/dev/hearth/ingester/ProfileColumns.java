// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Profile;
import java.util.Arrays;

/// The profiles of a dataset, one row each, in order of position.
///
/// For one writer, who only appends. [#share] gives a reader the arrays as they are; rows below the
/// count of that moment never change, and an array that is full is replaced, not moved.
final class ProfileColumns implements Cloneable {

    static final int ROW_BYTES = 3 * Integer.BYTES + 8 * Long.BYTES;

    int[] series = new int[16];
    long[] positions = new long[16];
    long[] times = new long[16];
    long[] durations = new long[16];
    long[] periods = new long[16];
    long[] totals = new long[16];
    long[] idHighs = new long[16];
    long[] idLows = new long[16];
    long[] samples = new long[16];
    boolean[] isRetryable = new boolean[16];
    boolean[] isMarked = new boolean[16];

    /// The same arrays under another object, for a reader.
    ProfileColumns share() {
        try {
            return (ProfileColumns) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Rows there is room for.
    int capacity() {
        return times.length;
    }

    /// Writes row `row`, which must be the next.
    ///
    /// @param address where the samples are
    /// @param isMarkedHere whether a copy of the profile may be in another partition
    void set(
            int row,
            int seriesId,
            long position,
            Profile profile,
            boolean isMarkedHere,
            long address) {
        if (row == times.length) {
            grow(row * 2);
        }
        series[row] = seriesId;
        positions[row] = position;
        times[row] = profile.timeNanos();
        durations[row] = profile.durationNanos();
        periods[row] = profile.period();
        totals[row] = profile.samples().total();
        idHighs[row] = profile.id().high();
        idLows[row] = profile.id().low();
        samples[row] = address;
        isRetryable[row] = profile.isRetryable();
        isMarked[row] = isMarkedHere;
    }

    private void grow(int length) {
        series = Arrays.copyOf(series, length);
        positions = Arrays.copyOf(positions, length);
        times = Arrays.copyOf(times, length);
        durations = Arrays.copyOf(durations, length);
        periods = Arrays.copyOf(periods, length);
        totals = Arrays.copyOf(totals, length);
        idHighs = Arrays.copyOf(idHighs, length);
        idLows = Arrays.copyOf(idLows, length);
        samples = Arrays.copyOf(samples, length);
        isRetryable = Arrays.copyOf(isRetryable, length);
        isMarked = Arrays.copyOf(isMarked, length);
    }
}
