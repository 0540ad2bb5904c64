// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Symbols;
import java.io.IOException;

/// What the functions of a service cost hour by hour, as it was added up when a block was made: the
/// same that [dev.hearth.model.FunctionFrames] makes of the samples of all series of a profile
/// type.
///
/// Safe for many threads; calls may block on I/O.
public interface HourlyCosts {

    /// Nanoseconds of an hour. Hours begin at multiples of it since the epoch.
    long HOUR_NANOS = 3_600_000_000_000L;

    /// Takes rows, one after another.
    interface Rows {

        /// Takes what a function cost in an hour.
        ///
        /// @param function id in [#functions], the lowest of its name
        /// @param hourNanos start of the hour, nanoseconds since the epoch
        /// @param self value of stacks in which it is the innermost frame
        /// @param total value of stacks in which it is
        void add(int function, long hourNanos, long self, long total);
    }

    /// Mappings and functions of the service, with the ids that they have in [Dataset#symbols];
    /// locations may be missing.
    Symbols functions() throws IOException;

    /// Passes on the rows of some functions that begin in a range of time.
    ///
    /// @param profileType id of the profile type
    /// @param isWanted by function
    /// @param startNanos earliest start of an hour, included
    /// @param endNanos latest start of an hour, included
    void read(String profileType, boolean[] isWanted, long startNanos, long endNanos, Rows into)
            throws IOException;
}
