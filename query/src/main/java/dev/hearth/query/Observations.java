// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Arrays;

/// A growing list of moments at which samples of selected profiles were observed, as columns. For
/// one thread.
public final class Observations {

    private int size;
    private int[] profiles = new int[16];
    private int[] stacks = new int[16];
    private long[] nanos = new long[16];
    private long[] values = new long[16];

    /// Adds an observation.
    ///
    /// @param profile index of its profile in the [ProfileRows] that were asked about
    /// @param stack stack of its sample
    /// @param timeNanos nanoseconds since the epoch
    /// @param value its part of the sample's value
    public void add(int profile, int stack, long timeNanos, long value) {
        if (size == profiles.length) {
            profiles = Arrays.copyOf(profiles, size * 2);
            stacks = Arrays.copyOf(stacks, size * 2);
            nanos = Arrays.copyOf(nanos, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        profiles[size] = profile;
        stacks[size] = stack;
        nanos[size] = timeNanos;
        values[size++] = value;
    }

    /// Observations in the list.
    public int size() {
        return size;
    }

    /// Index of the profile of observation `i`.
    public int profile(int i) {
        return profiles[i];
    }

    /// Stack of observation `i`.
    public int stack(int i) {
        return stacks[i];
    }

    /// Moment of observation `i`, nanoseconds since the epoch.
    public long timeNanos(int i) {
        return nanos[i];
    }

    /// Value of observation `i`.
    public long value(int i) {
        return values[i];
    }

    /// Empties the list; keeps the space.
    public void clear() {
        size = 0;
    }
}
