// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.util.Locale;

/// A ring of the cluster: one for each component.
public enum RingName {
    /// Holds the partitions of the log, too.
    INGESTERS,
    /// Shares out blocks to read.
    QUERIERS,
    /// Shares out tenants.
    COMPACTORS,
    /// Says how many distributors there are.
    DISTRIBUTORS;

    /// The name in keys, pages and metrics: `ingesters`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether members hold something that is not there without them, so that nobody but an
    /// operator may forget one that is away.
    boolean keepsData() {
        return this == INGESTERS;
    }
}
