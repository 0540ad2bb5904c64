// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import java.util.Comparator;

/// One profile of a file: what it says of itself, and where its rows are in [SpeedscopeFile].
///
/// @param identity what it is
/// @param samples its samples
/// @param weights their weights
/// @param events its events
record SpeedscopeProfile(Identity identity, Rows samples, Rows weights, Rows events) {

    /// Profiles for which all of this is equal are one.
    ///
    /// @param startValue the time at which it starts, in its unit
    record Identity(String name, String type, String unit, double startValue)
            implements Comparable<Identity> {

        private static final Comparator<Identity> ORDER =
                Comparator.comparingDouble(Identity::startValue)
                        .thenComparing(Identity::name)
                        .thenComparing(Identity::type)
                        .thenComparing(Identity::unit);

        /// An order beside the hash, which senders may make the same for many names.
        @Override
        public int compareTo(Identity other) {
            return ORDER.compare(this, other);
        }
    }

    /// A range of rows.
    ///
    /// @param to exclusive
    record Rows(int from, int to) {

        int size() {
            return to - from;
        }
    }
}
