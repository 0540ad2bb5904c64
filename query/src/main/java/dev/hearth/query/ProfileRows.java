// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileId;
import dev.hearth.model.ProfileIdSet;
import java.util.Arrays;
import java.util.Set;

/// A growing list of selected profiles, as columns. For one thread.
public final class ProfileRows {

    private int size;
    private int[] rows = new int[16];
    private long[] times = new long[16];
    private long[] totals = new long[16];
    private long[] ids = new long[32];

    /// Adds a profile.
    ///
    /// @param row the dataset's own handle of the profile
    /// @param timeNanos nanoseconds since the epoch
    /// @param total sum of its values
    public void add(int row, long timeNanos, long total, long idHigh, long idLow) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            times = Arrays.copyOf(times, size * 2);
            totals = Arrays.copyOf(totals, size * 2);
            ids = Arrays.copyOf(ids, size * 4);
        }
        rows[size] = row;
        times[size] = timeNanos;
        totals[size] = total;
        ids[2 * size] = idHigh;
        ids[2 * size + 1] = idLow;
        size++;
    }

    /// Profiles in the list.
    public int size() {
        return size;
    }

    /// The dataset's own handle of profile `i`.
    public int row(int i) {
        return rows[i];
    }

    /// Time of profile `i`, nanoseconds since the epoch.
    public long timeNanos(int i) {
        return times[i];
    }

    /// Sum of the values of profile `i`.
    public long total(int i) {
        return totals[i];
    }

    /// Identity of profile `i`.
    public ProfileId id(int i) {
        return new ProfileId(ids[2 * i], ids[2 * i + 1]);
    }

    /// Time of the latest profile; if there is none, that of the earliest that there could be.
    long latestNanos() {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            latest = Math.max(latest, times[i]);
        }
        return latest;
    }

    /// Adds profile `i` of another list.
    void add(ProfileRows from, int i) {
        add(from.rows[i], from.times[i], from.totals[i], from.ids[2 * i], from.ids[2 * i + 1]);
    }

    /// Of the profiles from `start` on, keeps those with certain ids.
    void keepFrom(int start, Set<ProfileId> wanted) {
        keepFrom(start, (_, _, high, low) -> wanted.contains(new ProfileId(high, low)));
    }

    /// Says which profiles are kept.
    @FunctionalInterface
    interface Kept {

        /// Whether a profile is kept.
        ///
        /// @param row the dataset's own handle of the profile
        boolean isKept(int row, long timeNanos, long idHigh, long idLow);
    }

    /// Of the profiles from `start` on, keeps some.
    void keepFrom(int start, Kept kept) {
        int end = size;
        size = start;
        for (int i = start; i < end; i++) {
            if (kept.isKept(rows[i], times[i], ids[2 * i], ids[2 * i + 1])) {
                add(this, i);
            }
        }
    }

    /// Tells the ids of all profiles.
    void eachId(ProfileIdSet.Each each) {
        for (int i = 0; i < size; i++) {
            each.take(ids[2 * i], ids[2 * i + 1]);
        }
    }

    /// Empties the list; keeps the space.
    public void clear() {
        size = 0;
    }
}
