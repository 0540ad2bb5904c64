// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One service's part of a [ProfileSource]: series, profiles, samples, and the tables they refer
/// to.
///
/// Series have dense ids from 0. A view that does not change; safe for many threads; calls may
/// block on I/O and throw if storage fails or its bytes are wrong.
public interface Dataset {

    /// Value of `service_name`.
    String service();

    /// Series of the service here.
    int seriesCount();

    /// How much there is, in any unit, so that the largest dataset is worked on first; known
    /// without I/O.
    default long size() {
        return 0;
    }

    /// What the dataset holds, if that never changes and has a name: then answers may be kept. Null
    /// for all others.
    default @Nullable FixedContent content() {
        return null;
    }

    /// Adds what makes answers about some series from `startNanos` to `endNanos` differ from those
    /// about all of [#content]. Nothing is added if nothing does.
    ///
    /// @param series `count` series, ascending
    default void addDifferences(
            int[] series, int count, long startNanos, long endNanos, Fingerprint into)
            throws IOException {}

    /// Labels of a series.
    Labels labels(int series) throws IOException;

    /// Adds the profiles of a series whose time lies from `startNanos` to `endNanos`, both
    /// included, in order of time.
    void profiles(int series, long startNanos, long endNanos, ProfileRows into) throws IOException;

    /// How many profiles may have a copy in another source, at most; known without I/O.
    default long markedCount() {
        return 0;
    }

    /// Adds those profiles of a series that may have a copy in another source, in order of time,
    /// those of one time in the order of [#profiles].
    default void marked(int series, ProfileRows into) throws IOException {}

    /// Whether a series has a profile whose time lies from `startNanos` to `endNanos`, both
    /// included.
    default boolean hasProfiles(int series, long startNanos, long endNanos) throws IOException {
        ProfileRows rows = new ProfileRows();
        profiles(series, startNanos, endNanos, rows);
        return rows.size() > 0;
    }

    /// Adds up the totals of a series' profiles from `startNanos` to `endNanos`, both included, by
    /// point of a grid.
    default void addTotals(int series, long startNanos, long endNanos, PointTotals into)
            throws IOException {
        ProfileRows rows = new ProfileRows();
        profiles(series, startNanos, endNanos, rows);
        for (int i = 0; i < rows.size(); i++) {
            into.add(into.point(rows.timeNanos(i)), rows.total(i), 1);
        }
    }

    /// Tells the periods of the latest of some series' profiles from `startNanos` to `endNanos`,
    /// both included: of one, or of all that are of its time.
    ///
    /// @param series `count` series, ascending
    default void latestPeriods(
            int[] series, int count, long startNanos, long endNanos, LatestPeriods into)
            throws IOException {
        ProfileRows rows = new ProfileRows();
        for (int i = 0; i < count; i++) {
            profiles(series[i], startNanos, endNanos, rows);
        }
        long latest = rows.latestNanos();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.timeNanos(i) == latest) {
                into.add(latest, period(rows.row(i)));
            }
        }
    }

    /// Adds up all samples of some series' profiles from `startNanos` to `endNanos`, both included,
    /// by stack. Gives the same as [#addSamples] of these profiles, and may be quicker.
    ///
    /// @param series `count` series, ascending
    /// @param sums at least [#stackCount] long
    /// @return whether there is such a profile
    default boolean addRange(int[] series, int count, long startNanos, long endNanos, long[] sums)
            throws IOException {
        ProfileRows rows = new ProfileRows();
        for (int i = 0; i < count; i++) {
            profiles(series[i], startNanos, endNanos, rows);
        }
        if (rows.size() > 0) {
            addSamples(rows, new SampleFilter.All(), sums);
        }
        return rows.size() > 0;
    }

    /// Adds up the samples of profiles by stack: `sums[stack] += value` for each that the filter
    /// takes.
    ///
    /// @param rows profiles of this dataset, as [#profiles] gave them
    /// @param sums at least [#stackCount] long
    void addSamples(ProfileRows rows, SampleFilter filter, long[] sums) throws IOException;

    /// Adds the moments at which samples of profiles were observed, as far as they are known:
    /// profile after profile, sample after sample, those of a sample in order of time.
    ///
    /// @param rows profiles of this dataset, as [#profiles] gave them
    void observations(ProfileRows rows, Observations into) throws IOException;

    /// Events between two samples of a profile, 0 if unknown.
    ///
    /// @param row the dataset's own handle of the profile
    long period(int row) throws IOException;

    /// How many nodes [#stacks] has.
    default int stackCount() throws IOException {
        return stacks().size();
    }

    /// Stacks of the samples; locations are those of [#symbols].
    StackTable stacks() throws IOException;

    /// Symbols of the stacks; several datasets of a source may share one table.
    Symbols symbols() throws IOException;

    /// As [#symbols], for whoever looks at some stacks only: the names of others may be missing.
    ///
    /// @param sums for each stack its value; those of 0 are not looked at
    default Symbols symbols(long[] sums) throws IOException {
        return symbols();
    }

    /// What functions cost by the hour, null if it is not kept here: then it is to be added up from
    /// samples. A view that shows less than is stored must not hand on what is stored.
    default @Nullable HourlyCosts hourlyCosts() throws IOException {
        return null;
    }
}
