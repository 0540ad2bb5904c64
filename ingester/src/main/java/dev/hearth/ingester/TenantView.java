// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Symbols;

/// A tenant's part of a head as of one moment. Does not change; safe for many threads.
final class TenantView {

    private final Symbols symbols;
    private final DatasetView[] datasets;

    TenantView(Symbols symbols, DatasetView[] datasets) {
        this.symbols = symbols;
        this.datasets = datasets;
    }

    Symbols symbols() {
        return symbols;
    }

    /// Services in order of name; not to be changed.
    DatasetView[] datasets() {
        return datasets;
    }
}
