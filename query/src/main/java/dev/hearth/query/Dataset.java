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

    /// Labels of a series.
    Labels labels(int series) throws IOException;

    /// Adds the profiles of a series whose time lies from `startNanos` to `endNanos`, both
    /// included, in order of time.
    void profiles(int series, long startNanos, long endNanos, ProfileRows into) throws IOException;

    /// Adds up the samples of profiles by stack: `sums[stack] += value` for each that the filter
    /// takes.
    ///
    /// @param rows profiles of this dataset, as [#profiles] gave them
    /// @param sums at least as long as [#stacks] has nodes
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
