// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.ChainView;
import dev.hearth.model.TenantId;
import dev.hearth.query.Dataset;
import dev.hearth.query.HidingSource;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.StoredPart;
import dev.hearth.query.StoredParts;
import java.io.IOException;
import java.util.List;

/// Opens by name what other queriers planned.
record CatalogParts(SegmentCatalog segments, BlockCatalog blocks) implements StoredParts {

    /// A source without anything.
    private static final ProfileSource EMPTY =
            new ProfileSource() {
                @Override
                public List<Dataset> datasets() {
                    return List.of();
                }

                @Override
                public long minTimeNanos() {
                    return Long.MAX_VALUE;
                }

                @Override
                public long maxTimeNanos() {
                    return Long.MIN_VALUE;
                }
            };

    @Override
    public ProfileSource open(TenantId tenant, StoredPart part) throws IOException {
        ProfileSource source =
                switch (part.kind()) {
                    case BLOCK -> blocks.open(tenant, new BlockId(part.name()));
                    case SEGMENT -> segments.open(segment(part.name()), tenant);
                };
        return source == null
                ? EMPTY
                : part.repeats().over(HidingSource.over(source, part.hidden()));
    }

    /// A segment of which nothing but the key is known.
    private static ChainView.Segment segment(String key) {
        if (!key.startsWith("segments/")) {
            throw new IllegalArgumentException(
                    "segment is \"%s\" (expected a key below segments/)".formatted(key));
        }
        return new ChainView.Segment(key, 0, 0);
    }
}
