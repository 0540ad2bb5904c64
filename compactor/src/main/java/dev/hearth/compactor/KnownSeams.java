// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where segments of a partition end, as far as others than the segments know: the indexes of
/// tenants, whose blocks hold whole segments and whose deletions reach up to ends of chains, and
/// the partition's owner. Safe for many threads.
final class KnownSeams {

    private static final Logger LOGGER = LoggerFactory.getLogger(KnownSeams.class);

    private final IndexCatalog indexes;
    private final Flush flush;

    KnownSeams(IndexCatalog indexes, Flush flush) {
        this.indexes = indexes;
        this.flush = flush;
    }

    /// The first of them behind a position; -1 if none is known.
    ///
    /// @param flushed whether the owners are asked too, who bring all that they hold into segments
    ///   then. One that does not answer is no failure: it may not start, because of what is damaged
    /// @throws IOException if the store fails, or the index of a tenant cannot be read
    long first(String partition, long behind, boolean flushed) throws IOException {
        long first = Long.MAX_VALUE;
        for (TenantId tenant : indexes.tenants()) {
            TenantIndex index = indexes.index(tenant).refresh().index();
            first = nearer(first, index.covered(partition), behind);
            for (Deletion deletion : index.deletions().values()) {
                first = nearer(first, deletion.position(partition), behind);
            }
        }
        if (flushed) {
            first = nearer(first, endOfChain(partition), behind);
        }
        return first == Long.MAX_VALUE ? -1 : first;
    }

    private static long nearer(long first, long seam, long behind) {
        return seam > behind ? Math.min(first, seam) : first;
    }

    private long endOfChain(String partition) {
        try {
            return flush.flush().getOrDefault(partition, -1L);
        } catch (IOException e) {
            LOGGER.warn("end of partition {} is not known of its owner", partition, e);
            return -1;
        }
    }
}
