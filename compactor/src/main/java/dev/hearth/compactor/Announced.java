// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.BlockIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Names the blocks of one job, and enters them in the index as pending, unless what they are made
/// of has gone since it was read: it may be what somebody wanted deleted.
final class Announced implements BlockIds {

    private final IndexStore index;
    private final JobRunner.Order order;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final List<BlockId> ids = new ArrayList<>();
    private String life = "";
    private @Nullable StaleIndexException stale;

    Announced(
            IndexStore index, JobRunner.Order order, InstantSource clock, RandomGenerator random) {
        this.index = index;
        this.order = order;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public List<BlockId> announce(int count) throws IOException {
        List<BlockId> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(BlockId.of(clock.instant(), random));
        }
        ids.addAll(fresh);
        try {
            IndexStore.Version begun =
                    index.update(before -> checked(before).begin(fresh, clock.instant()));
            // Once more: the tenant may have been deleted as a whole, index and all, before that.
            life = checked(begun.index()).life();
        } catch (UncheckedIOException e) {
            throw new IOException("blocks cannot be announced: " + e.getMessage(), e);
        } catch (StaleIndexException e) {
            stale = e;
            throw new IOException("blocks cannot be announced: " + e.getMessage(), e);
        }
        return List.copyOf(fresh);
    }

    @Override
    public String life() {
        return life;
    }

    /// The floors are read after the index: they only rise.
    private TenantIndex checked(TenantIndex now) throws StaleIndexException {
        SortedMap<String, BlockChange.Range> ranges;
        try {
            ranges = order.ranges().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return now.check(order.merge().deletionsApplied(), order.replaced(), ranges);
    }

    /// Why nothing could be announced; null if something could.
    @Nullable StaleIndexException stale() {
        return stale;
    }

    /// What may have been announced.
    List<BlockId> ids() {
        return List.copyOf(ids);
    }
}
