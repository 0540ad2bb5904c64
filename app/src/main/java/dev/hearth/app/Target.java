// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import java.util.Locale;

/// A component that a process may run.
enum Target {
    DISTRIBUTOR,
    INGESTER,
    QUERIER,
    COMPACTOR;

    /// The name in `-target`: `distributor`.
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
