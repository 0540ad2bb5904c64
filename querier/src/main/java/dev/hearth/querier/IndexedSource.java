// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.index.IndexedBlock;
import dev.hearth.model.TenantId;
import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.List;

/// A block as the index knows it. Nothing of it is read before it is asked for, so blocks of other
/// times than the query's cost nothing.
record IndexedSource(BlockCatalog blocks, TenantId tenant, IndexedBlock block)
        implements ProfileSource {

    @Override
    public List<Dataset> datasets() throws IOException {
        return blocks.open(tenant, block.id()).datasets();
    }

    @Override
    public long markedCount() {
        return block.marked();
    }

    @Override
    public long minTimeNanos() {
        return block.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return block.maxTimeNanos();
    }
}
