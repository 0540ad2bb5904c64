// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.merge.BlockIds;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Names the blocks of one job, and enters them in the index as pending.
final class Announced implements BlockIds {

    private final IndexStore index;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final List<BlockId> ids = new ArrayList<>();

    Announced(IndexStore index, InstantSource clock, RandomGenerator random) {
        this.index = index;
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
            index.update(before -> before.begin(fresh, clock.instant()));
        } catch (StaleIndexException e) {
            throw new IOException("blocks cannot be announced", e);
        }
        return List.copyOf(fresh);
    }

    /// What may have been announced.
    List<BlockId> ids() {
        return List.copyOf(ids);
    }
}
