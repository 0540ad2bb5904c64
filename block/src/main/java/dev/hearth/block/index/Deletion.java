// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import dev.hearth.model.Selector;
import dev.hearth.query.SeriesMatcher;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A wish that profiles be gone: those of some series and times that were in the log when it was
/// asked. What comes later is not hit, whatever its time.
///
/// @param number its place in the order of the tenant's deletions, from 1; 0 as long as it is not
///   in the index
/// @param id names it and its object
/// @param selector the series, `{}` for all; a metric name may be a profile type
/// @param startNanos the first nanosecond since the epoch that is deleted
/// @param endNanos the last one
/// @param whole whether the tenant itself is to go
/// @param positions for each partition the end of its chain when it was asked: a segment lies below
///   as a whole, or above
/// @param requestedAt when it was asked
/// @param finishedAt since when no live block holds what it deletes; null if one may
public record Deletion(
        long number,
        BlockId id,
        String selector,
        long startNanos,
        long endNanos,
        boolean whole,
        SortedMap<String, Long> positions,
        Instant requestedAt,
        @Nullable Instant finishedAt) {

    /// Keeps a copy of the map.
    ///
    /// @throws IllegalArgumentException if the selector is none, or the times are in the wrong
    ///   order; the message is for the client
    public Deletion {
        if (startNanos > endNanos) {
            throw new IllegalArgumentException(
                    "end is %d ns (expected start, %d ns, or later)"
                            .formatted(endNanos, startNanos));
        }
        matcher(selector);
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }

    /// One that nobody has entered yet.
    public static Deletion of(
            BlockId id,
            String selector,
            long startNanos,
            long endNanos,
            SortedMap<String, Long> positions,
            Instant now) {
        return new Deletion(0, id, selector, startNanos, endNanos, false, positions, now, null);
    }

    /// One of everything that a tenant has.
    public static Deletion ofTenant(BlockId id, SortedMap<String, Long> positions, Instant now) {
        return new Deletion(
                0, id, "{}", Long.MIN_VALUE, Long.MAX_VALUE, true, positions, now, null);
    }

    private static SeriesMatcher matcher(String selector) {
        return new SeriesMatcher(Selector.parse(selector).typed());
    }

    /// Its selector, made ready.
    SeriesMatcher matcher() {
        return matcher(selector);
    }

    /// Up to where it hits in a partition; 0 if the partition came later.
    public long position(String partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /// Whether no live block holds what it deletes any more.
    public boolean isFinished() {
        return finishedAt != null;
    }

    /// Whether it hits profiles of a range of time.
    public boolean overlaps(long minTimeNanos, long maxTimeNanos) {
        return startNanos <= maxTimeNanos && minTimeNanos <= endNanos;
    }

    /// The same with a number.
    public Deletion numbered(long given) {
        return new Deletion(
                given,
                id,
                selector,
                startNanos,
                endNanos,
                whole,
                positions,
                requestedAt,
                finishedAt);
    }

    /// The same, finished.
    Deletion finished(Instant now) {
        return new Deletion(
                number, id, selector, startNanos, endNanos, whole, positions, requestedAt, now);
    }
}
