// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.CorruptIndexException;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import java.io.IOException;

/// Where segments of a partition end, as far as others than the segments know: the indexes of
/// tenants, whose blocks hold whole segments and whose deletions reach up to ends of chains, and
/// the partition's owners. Safe for many threads.
final class KnownSeams {

    private final IndexCatalog indexes;
    private final ChainEnds owners;

    KnownSeams(IndexCatalog indexes, ChainEnds owners) {
        this.indexes = indexes;
        this.owners = owners;
    }

    /// The first of them behind a position; -1 if none is known.
    ///
    /// @param isLast whether the owners are asked too, who bring all that they hold into segments
    ///   then
    /// @throws IOException if the store fails, the index of a tenant cannot be read, or an owner
    ///   that is there does not answer
    long first(String partition, long behind, boolean isLast) throws IOException {
        long first = Long.MAX_VALUE;
        for (TenantId tenant : indexes.tenants()) {
            TenantIndex index = index(tenant);
            first = nearer(first, index.covered(partition), behind);
            for (Deletion deletion : index.deletions().values()) {
                first = nearer(first, deletion.position(partition), behind);
            }
        }
        if (isLast) {
            for (long end : owners.knownEnds(partition)) {
                first = nearer(first, end, behind);
            }
        }
        return first == Long.MAX_VALUE ? -1 : first;
    }

    private TenantIndex index(TenantId tenant) throws IOException {
        try {
            return indexes.index(tenant).refresh().index();
        } catch (CorruptIndexException e) {
            throw new IOException(
                    "index of tenant \"%s\" cannot be read (expected to be made anew first, by hearth rebuild-index): %s"
                            .formatted(tenant, e.getMessage()),
                    e);
        }
    }

    private static long nearer(long first, long seam, long behind) {
        return seam > behind ? Math.min(first, seam) : first;
    }
}
