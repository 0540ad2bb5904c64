// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.BlockChange;
import dev.hearth.block.index.CopySearch;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.MergeStats;
import dev.hearth.objectstore.NoSuchObjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the blocks of a job, and commits them by one change of the index.
///
/// What was announced and not committed is given up at once if that can be done; else the cleaner
/// finds it.
final class JobRunner {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobRunner.class);

    private final BlockMerger merger;
    private final BlockRemover remover;
    private final InstantSource clock;
    private final RandomGenerator random;

    JobRunner(
            BlockMerger merger, BlockRemover remover, InstantSource clock, RandomGenerator random) {
        this.merger = merger;
        this.remover = remover;
        this.clock = clock;
        this.random = random;
    }

    /// What a job stands for in the index.
    ///
    /// @param merge what is read and written; no inputs for nothing
    /// @param replaced live blocks that go
    /// @param ranges what is covered then
    /// @param search where was looked for copies of what is new in blocks
    /// @param lost what of the ranges is given up
    record Order(
            MergeJob merge,
            SortedSet<BlockId> replaced,
            Ranges ranges,
            CopySearch search,
            List<LostPart> lost) {

        /// Keeps a copy of the list.
        Order {
            lost = List.copyOf(lost);
        }

        /// One that brings nothing new into blocks.
        Order(MergeJob merge, SortedSet<BlockId> replaced) {
            this(merge, replaced, TreeMap::new, CopySearch.NONE, List.of());
        }
    }

    /// Positions that are covered by a commit.
    @FunctionalInterface
    interface Ranges {
        /// Reads the floors that belong to them, before and once the blocks are announced: that
        /// ties them to one life of the tenant. What lies below a floor may be deleted data of a
        /// life before.
        ///
        /// @return for each partition the positions
        SortedMap<String, BlockChange.Range> read() throws IOException;
    }

    /// Runs a job.
    ///
    /// @return the blocks that came of it
    /// @throws StaleIndexException if what it was planned on is not so any more; nothing was
    ///   changed
    /// @throws IOException if the store fails or bytes are wrong; it may be committed or not
    List<BlockMeta> run(IndexStore index, Order order, Consumer<MergeStats> stats)
            throws IOException, StaleIndexException {
        Announced announced = new Announced(index, order, clock, random);
        Attempt attempt = new Attempt();
        try {
            List<BlockMeta> made =
                    order.merge().inputs().isEmpty()
                            ? List.of()
                            : merger.merge(order.merge(), announced, stats);
            commit(index, order, made, attempt);
            return made;
        } catch (StaleIndexException | NoSuchObjectException e) {
            giveUp(index, announced.ids(), attempt);
            throw e;
        } catch (IOException e) {
            giveUp(index, announced.ids(), attempt);
            StaleIndexException stale = announced.stale();
            if (stale != null) {
                throw stale;
            }
            throw e;
        } catch (RuntimeException | Error e) {
            giveUp(index, announced.ids(), attempt);
            throw e;
        }
    }

    /// The floors are read after the index, or after it was seen that there is none: so a job
    /// without a block, which announces nothing, brings no tenant back that has ended.
    private void commit(IndexStore index, Order order, List<BlockMeta> made, Attempt attempt)
            throws IOException, StaleIndexException {
        try {
            index.update(before -> {
                BlockChange change =
                        new BlockChange(
                                made.stream().map(IndexedBlock::of).toList(),
                                order.replaced(),
                                floors(order),
                                order.search(),
                                order.lost());
                attempt.isTried = true;
                return before.commit(change, clock.instant());
            });
        } catch (UncheckedIOException e) {
            throw new IOException("floors cannot be read: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, BlockChange.Range> floors(Order order) {
        try {
            return order.ranges().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Attempt {
        boolean isTried;
    }

    private void giveUp(IndexStore index, List<BlockId> ids, Attempt attempt) {
        if (ids.isEmpty()) {
            return;
        }
        try {
            index.update(before -> before.abandon(ids, clock.instant()));
        } catch (IOException | StaleIndexException e) {
            LOGGER.warn("blocks {} are not given up yet: {}", ids, e.toString());
            if (!attempt.isTried) {
                removeAll(index, ids);
            }
        }
    }

    /// Without a try of a commit nothing can be live.
    private void removeAll(IndexStore index, List<BlockId> ids) {
        List<BlockId> left = new ArrayList<>(ids);
        try {
            while (!left.isEmpty()) {
                remover.remove(index.tenant(), left.getLast());
                left.removeLast();
            }
        } catch (IOException e) {
            LOGGER.warn("blocks {} are not removed yet: {}", left, e.toString());
        }
    }
}
