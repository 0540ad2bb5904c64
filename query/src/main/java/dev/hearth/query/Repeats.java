// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileIdSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a share of a question is told about profiles of which other shares may have copies, so that
/// each counts once.
///
/// A profile whose batch went to several partitions is *marked* in all of them but perhaps one. Of
/// the profiles with one id that counts which a block holds; if none does, a marked one, chosen by
/// whoever asks, who sees the ids of all that are marked. Copies are looked for among profiles
/// whose times are at most [#SLACK_NANOS] apart.
public sealed interface Repeats {

    /// How far apart the times of copies may lie, in nanoseconds: an hour. Copies of a payload that
    /// has a time of its own have equal ones; the others have those of when they were pushed.
    long SLACK_NANOS = TimeUnit.HOURS.toNanos(1);

    /// Every profile counts, marked or not.
    record None() implements Repeats {}

    /// Somebody has looked at all shares.
    ///
    /// @param keep ids of marked profiles that count, once; those of other marked ones do not,
    ///   however new they are
    /// @param hide ids of unmarked profiles that do not count
    record Known(ProfileIdSet keep, ProfileIdSet hide) implements Repeats {}

    /// Nobody has looked yet, and nobody needs to as long as the share has no marked profile and
    /// none that lies near those of blocks.
    ///
    /// @param nearBlocks times at which copies of what blocks have marked may lie
    record Unknown(TimeRanges nearBlocks) implements Repeats {}

    /// A share as it looks then.
    ///
    /// @param sources in an order that does not change
    /// @param selection what is asked for
    /// @throws UnknownRepeatsException if somebody has to look first
    /// @throws IOException if a source cannot be read
    default List<ProfileSource> over(List<ProfileSource> sources, Selection selection)
            throws IOException {
        return switch (this) {
            case None _ -> sources;
            case Known known -> RepeatSource.over(sources, known);
            case Unknown(TimeRanges nearBlocks) -> {
                for (ProfileSource source : sources) {
                    checkUnmarked(source, selection, nearBlocks);
                }
                yield sources;
            }
        };
    }

    /// One source as it looks where copies are known.
    ///
    /// @throws IllegalStateException if they are not
    default ProfileSource over(ProfileSource source) {
        return switch (this) {
            case None _ -> source;
            case Known known -> RepeatSource.over(source, known);
            case Unknown _ -> throw new IllegalStateException("copies are not known");
        };
    }

    private static void checkUnmarked(
            ProfileSource source, Selection selection, TimeRanges nearBlocks) throws IOException {
        boolean isNear =
                selection.overlaps(source)
                        && nearBlocks.overlaps(source.minTimeNanos(), source.maxTimeNanos());
        Selection wide = widened(selection);
        if (isNear || (source.markedCount() > 0 && hasMarked(source, wide))) {
            throw new UnknownRepeatsException();
        }
    }

    private static boolean hasMarked(ProfileSource source, Selection selection) throws IOException {
        if (!selection.overlaps(source)) {
            return false;
        }
        ProfileRows rows = new ProfileRows();
        for (Dataset dataset : source.datasets()) {
            if (dataset.markedCount() > 0 && selection.series().matchesService(dataset.service())) {
                for (int series = 0; series < dataset.seriesCount(); series++) {
                    if (selection.series().matches(dataset.labels(series))) {
                        dataset.marked(series, rows);
                    }
                }
            }
        }
        rows.keepFrom(
                0,
                (_, time, _, _) -> time >= selection.startNanos() && time <= selection.endNanos());
        return rows.size() > 0;
    }

    /// All profiles of the series of a selection that may be copies of what is in it.
    static Selection widened(Selection selection) {
        return Selection.of(
                selection.series(), before(selection.startNanos()), after(selection.endNanos()));
    }

    /// The earliest time at which a copy may lie.
    static long before(long timeNanos) {
        return timeNanos < Long.MIN_VALUE + SLACK_NANOS ? Long.MIN_VALUE : timeNanos - SLACK_NANOS;
    }

    /// The latest time at which a copy may lie.
    static long after(long timeNanos) {
        return timeNanos > Long.MAX_VALUE - SLACK_NANOS ? Long.MAX_VALUE : timeNanos + SLACK_NANOS;
    }

    /// Times at which copies of what sources have marked may lie.
    ///
    /// @param sources of those without a marked profile nothing is taken
    static TimeRanges near(List<? extends ProfileSource> sources) {
        List<TimeRanges> near = new ArrayList<>();
        for (ProfileSource source : sources) {
            if (source.markedCount() > 0) {
                near.add(
                        TimeRanges.of(before(source.minTimeNanos()), after(source.maxTimeNanos())));
            }
        }
        return TimeRanges.union(near);
    }
}
