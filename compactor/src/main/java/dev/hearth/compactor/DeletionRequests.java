// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes wishes that profiles be gone. What was acknowledged before the wish is hit; queries do not
/// see it from the moment on at which the call returns. Safe for many threads.
final class DeletionRequests {

    private static final Logger LOGGER = LoggerFactory.getLogger(DeletionRequests.class);
    private static final int ATTEMPTS = 10;

    private final DeletionStore objects;
    private final IndexCatalog indexes;
    private final ChainCatalog chains;
    private final Flush flush;
    private final InstantSource clock;
    private final RandomGenerator random;

    DeletionRequests(
            ObjectStore store,
            IndexCatalog indexes,
            ChainCatalog chains,
            Flush flush,
            InstantSource clock,
            RandomGenerator random) {
        this.objects = new DeletionStore(store);
        this.indexes = indexes;
        this.chains = chains;
        this.flush = flush;
        this.clock = clock;
        this.random = random;
    }

    /// Deletes the profiles of some series in a range of time.
    ///
    /// @param selector in the syntax of Prometheus
    /// @param endNanos the last nanosecond of the range
    /// @throws IllegalArgumentException if the selector is none, or the range is empty; the message
    ///   is for the client
    /// @throws IOException if the store fails; the deletion may count or not
    Deletion delete(TenantId tenant, String selector, long startNanos, long endNanos)
            throws IOException {
        return request(
                tenant,
                (id, positions, now) ->
                        Deletion.of(id, selector, startNanos, endNanos, positions, now));
    }

    /// Deletes all that a tenant has.
    Deletion deleteTenant(TenantId tenant) throws IOException {
        return request(tenant, Deletion::ofTenant);
    }

    /// Makes a deletion once it is known what it hits.
    @FunctionalInterface
    private interface Wish {
        Deletion at(BlockId id, SortedMap<String, Long> positions, Instant now);
    }

    private Deletion request(TenantId tenant, Wish wish) throws IOException {
        wish.at(newId(), new TreeMap<>(), clock.instant()); // is it one at all?
        Set<String> owned = flush.flush().keySet();
        IndexStore index = indexes.index(tenant);
        StaleIndexException stale = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SortedMap<String, Long> ends = chains.ends(owned);
            reachKnown(ends, index.refresh().index());
            Deletion deletion = wish.at(newId(), ends, clock.instant());
            objects.put(tenant, deletion);
            try {
                index.update(before -> before.delete(deletion));
                LOGGER.info(
                        "deletion {} of tenant {} is asked: {} from {} to {} ns{}",
                        deletion.id(),
                        tenant,
                        deletion.selector(),
                        deletion.startNanos(),
                        deletion.endNanos(),
                        deletion.whole() ? ", the whole tenant" : "");
                return find(index, deletion);
            } catch (StaleIndexException e) {
                stale = e;
                objects.delete(tenant, deletion.id());
            }
        }
        throw new IOException(
                "deletion for tenant \"%s\" does not fit its index".formatted(tenant), stale);
    }

    /// Where the end of a chain cannot be read, at least all that is known lies before it.
    private static void reachKnown(SortedMap<String, Long> ends, TenantIndex known) {
        known.covered().forEach((partition, end) -> ends.merge(partition, end, Math::max));
        for (Deletion earlier : known.deletions().values()) {
            earlier.positions().forEach((partition, end) -> ends.merge(partition, end, Math::max));
        }
    }

    private BlockId newId() {
        return BlockId.of(clock.instant(), random);
    }

    /// As it stands in the index, with its number.
    private static Deletion find(IndexStore index, Deletion wanted) throws IOException {
        for (Deletion deletion : index.refresh().index().deletions().values()) {
            if (deletion.id().equals(wanted.id())) {
                return deletion;
            }
        }
        LOGGER.info("deletion {} is done and forgotten already", wanted.id());
        return wanted;
    }

    /// The deletions of a tenant, in order.
    ///
    /// @param cleaned for each partition up to where its segments are deleted
    List<DeletionProgress> list(TenantId tenant, Map<String, Long> cleaned) throws IOException {
        TenantIndex index = indexes.index(tenant).refresh().index();
        return index.deletions().values().stream()
                .map(deletion -> DeletionProgress.of(index, deletion, cleaned))
                .toList();
    }

    /// Whether nothing of a tenant is left: it was deleted, and nothing came since.
    ///
    /// @param cleaned for each partition up to where its segments are deleted
    boolean isGone(TenantId tenant, Map<String, Long> cleaned) throws IOException {
        @Nullable DeletionProgress last = null;
        for (DeletionProgress each : list(tenant, cleaned)) {
            last = each.deletion().whole() ? each : last;
        }
        return last == null
                ? indexes.index(tenant).refresh().number() == 0 && !chains.isNamed(tenant)
                : last.state() == DeletionProgress.State.DONE;
    }
}
