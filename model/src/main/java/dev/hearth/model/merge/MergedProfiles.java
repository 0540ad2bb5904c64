// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.Profile;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The profiles of one series, where those that follow each other within a window are one.
///
/// Time is cut into windows that begin at multiples of their length since the epoch. Neighbours
/// whose times lie in one window become one profile: the time of the first, its length to the end
/// of the last, the period if all have the same, the samples of all, and an id of its own that
/// follows from theirs. What comes out depends on what goes in and on nothing else. Profiles stay
/// apart where the sum of their values would not fit in 64 bits, or where more rows would come
/// together than [SampleSum] takes. One that is marked stays alone: it may be that it does not
/// count.
public final class MergedProfiles implements Iterator<Profile> {

    private final Iterator<Profile> profiles;
    private final long windowNanos;
    private final long periodNanos;

    /// The profile after the one that was given last.
    private @Nullable Profile ahead;

    /// @param profiles profiles of one series, in order of time
    /// @param windowNanos length of a window in nanoseconds, at least 1
    /// @param periodNanos distance of neighbours, in nanoseconds, from which on they stay apart
    ///   though they lie in one window; 0 for none
    public MergedProfiles(Iterator<Profile> profiles, long windowNanos, long periodNanos) {
        if (windowNanos < 1) {
            throw new IllegalArgumentException(
                    "window is %d ns (expected at least 1)".formatted(windowNanos));
        }
        this.profiles = profiles;
        this.windowNanos = windowNanos;
        this.periodNanos = periodNanos;
        this.ahead = pull();
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Profile next() {
        Profile first = ahead;
        if (first == null) {
            throw new NoSuchElementException();
        }
        Profile last = first;
        Profile next = pull();
        ProfileSum sum = null;
        while (next != null && isNear(last, next)) {
            sum = sum == null ? new ProfileSum(first) : sum;
            if (!sum.add(next)) {
                break;
            }
            last = next;
            next = pull();
        }
        ahead = next;
        return sum == null ? first : sum.finish();
    }

    private boolean isNear(Profile a, Profile b) {
        long start = a.timeNanos();
        long next = b.timeNanos();
        return !a.isMarked()
                && !b.isMarked()
                && Math.floorDiv(start, windowNanos) == Math.floorDiv(next, windowNanos)
                && (periodNanos == 0 || next - start < periodNanos);
    }

    private @Nullable Profile pull() {
        return profiles.hasNext() ? profiles.next() : null;
    }
}
