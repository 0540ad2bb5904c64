// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockId;
import dev.hearth.block.ChainView;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.Cancellation;
import dev.hearth.query.Dataset;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A log whose records become segments while queries run.
final class QueryPlannerTest {

    private static final TenantId TENANT = new TenantId("t");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /// Positions of a partition from one to another.
    private record Part(String partition, long from, long to) implements ProfileSource {
        @Override
        public List<Dataset> datasets() {
            return List.of();
        }

        @Override
        public long minTimeNanos() {
            return from;
        }

        @Override
        public long maxTimeNanos() {
            return to;
        }
    }

    /// A partition of 100 positions, of which some are in segments and some were let go by the
    /// owner.
    private static final class FakePartition implements PartitionOwner {
        final String name;
        final List<Long> segmentEnds = new ArrayList<>();
        long dropped;
        long floor;

        /// How many more reads come just after a cut.
        int advances;

        FakePartition(String name) {
            this.name = name;
        }

        @Override
        public String partition() {
            return name;
        }

        long end() {
            return segmentEnds.isEmpty() ? 0 : segmentEnds.getLast();
        }

        @Override
        public List<ProfileSource> read(TenantId tenant, long fromPosition)
                throws RangeDroppedException {
            if (advances > 0) {
                advances--;
                segmentEnds.add(end() + 10);
                dropped = end();
            }
            if (fromPosition < dropped) {
                throw new RangeDroppedException(fromPosition, dropped);
            }
            return List.of(new Part(name, fromPosition, 100));
        }
    }

    private final TreeMap<String, FakePartition> stored = new TreeMap<>();
    private final List<PartitionOwner> owners = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final TreeMap<String, Long> covered = new TreeMap<>();
    private final TreeMap<BlockId, IndexedBlock> live = new TreeMap<>();
    private final TenantLimits limits = TenantLimits.defaults();

    private final SegmentCatalog segments =
            new SegmentCatalog() {
                @Override
                public Set<String> partitions() {
                    return stored.keySet();
                }

                @Override
                public ChainView chain(String partition, boolean anew) {
                    FakePartition found = stored.get(partition);
                    List<ChainView.Segment> all = new ArrayList<>();
                    long from = found == null ? 0 : found.floor;
                    long begin = from;
                    if (found != null) {
                        for (long end : found.segmentEnds) {
                            all.add(new ChainView.Segment(partition, from, end));
                            from = end;
                        }
                    }
                    return new ChainView(partition, begin, from, all);
                }

                @Override
                public ProfileSource open(ChainView.Segment segment, TenantId tenant) {
                    return new Part(segment.key(), segment.start(), segment.end());
                }
            };

    private final BlockCatalog blocks =
            new BlockCatalog() {
                @Override
                public TenantIndex index(TenantId tenant, boolean anew) {
                    return TestIndexes.of(tenant, covered, live);
                }

                @Override
                public ProfileSource open(TenantId tenant, BlockId block) {
                    throw new IllegalStateException("no block was asked for");
                }
            };

    private final Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));

    private final QueryPlanner planner =
            new QueryPlanner(
                    segments,
                    blocks,
                    () -> owners,
                    List::of,
                    new Expiry(_ -> limits, InstantSource.fixed(NOW)),
                    new SomeAtATime(2),
                    new QuerierMetrics(meters));

    private FakePartition partition(String name, long... segmentEnds) {
        FakePartition partition = new FakePartition(name);
        for (long end : segmentEnds) {
            partition.segmentEnds.add(end);
        }
        return partition;
    }

    private List<ProfileSource> sources() throws IOException {
        return planner.query(
                Tenants.of(TENANT),
                new MissingSources(false),
                cancellation,
                plans -> PlannedPart.sources(plans.getFirst().parts()));
    }

    private double replans() {
        return meters.get("hearth.querier.replans").counter().count();
    }

    @Test
    void takesSegmentsAndFromTheirEndTheOwner() throws IOException {
        FakePartition owned = partition("a", 10, 25);
        stored.put("a", owned);
        owners.add(owned);

        assertThat(sources())
                .containsExactly(
                        new Part("a", 0, 10), new Part("a", 10, 25), new Part("a", 25, 100));
    }

    @Test
    void asksPartitionsThatOnlyTheStoreOrOnlyAnOwnerKnows() throws IOException {
        stored.put("retired", partition("retired", 7));
        owners.add(partition("new"));

        assertThat(sources())
                .containsExactlyInAnyOrder(new Part("new", 0, 100), new Part("retired", 0, 7));
    }

    @Test
    void plansAnewWhenTheOwnerLetGo() throws IOException {
        FakePartition owned = partition("a", 10);
        owned.advances = 2;
        stored.put("a", owned);
        owners.add(owned);

        assertThat(sources())
                .containsExactly(
                        new Part("a", 0, 10),
                        new Part("a", 10, 20),
                        new Part("a", 20, 30),
                        new Part("a", 30, 100));
        assertThat(replans()).isEqualTo(2);
    }

    @Test
    void takesBlocksForWhatTheyCover() throws IOException {
        FakePartition owned = partition("a", 10, 25, 40);
        stored.put("a", owned);
        owners.add(owned);
        covered.put("a", 25L);
        IndexedBlock block =
                new IndexedBlock(
                        BlockId.of(NOW, new SplittableRandom(1)), 1, 2, 1, 1, 1, 1, 0, 0, false);
        live.put(block.id(), block);

        assertThat(sources())
                .containsExactly(
                        new IndexedSource(blocks, TENANT, block),
                        new Part("a", 25, 40),
                        new Part("a", 40, 100));
    }

    @Test
    void asksTheOwnerForNothingThatBlocksCover() throws IOException {
        FakePartition owned = partition("a", 10);
        stored.put("a", owned);
        owners.add(owned);
        covered.put("a", 30L);

        assertThat(sources()).containsExactly(new Part("a", 30, 100));
    }

    @Test
    void refusesAChainThatDoesNotGoOnWhereBlocksEnd() {
        FakePartition owned = partition("a", 10, 25);
        stored.put("a", owned);
        owners.add(owned);
        covered.put("a", 20L);

        assertThatThrownBy(this::sources)
                .hasMessage(
                        "chain of partition \"a\" goes on at 25 (expected 20, where the blocks of tenant \"t\" end)");
        assertThat(replans()).isEqualTo(4);
    }

    @Test
    void looksForTheEndOfAnOwnerlessChainThatBlocksHavePassed() {
        stored.put("a", partition("a", 10));
        covered.put("a", 20L);

        assertThatThrownBy(this::sources).hasMessageContaining("goes on at 10 (expected 20");
    }

    @Test
    void beginsAtAFloorThatHasPassedWhatBlocksCover() throws IOException {
        FakePartition owned = partition("a", 50);
        owned.floor = 40;
        stored.put("a", owned);
        owners.add(owned);
        covered.put("a", 20L);

        assertThat(sources()).containsExactly(new Part("a", 40, 50), new Part("a", 50, 100));
    }

    @Test
    void dropsWhatWasMadeFromAStalePlan() throws IOException {
        stored.put("a", partition("a", 10));
        List<Integer> calls = new ArrayList<>();

        String answer =
                planner.query(
                        Tenants.of(TENANT),
                        new MissingSources(false),
                        cancellation,
                        _ -> {
                            calls.add(calls.size());
                            if (calls.size() < 3) {
                                throw new NoSuchObjectException("segments/a/0");
                            }
                            return "answer " + calls.size();
                        });

        assertThat(answer).isEqualTo("answer 3");
        assertThat(replans()).isEqualTo(2);
    }

    @Test
    void givesUpAfterSomeStalePlans() {
        stored.put("a", partition("a", 10));

        assertThatThrownBy(() ->
                        planner.query(
                                Tenants.of(TENANT),
                                new MissingSources(false),
                                cancellation,
                                _ -> {
                                    throw new NoSuchObjectException("segments/a/0");
                                }))
                .isInstanceOf(NoSuchObjectException.class);
        assertThat(replans()).isEqualTo(4);
    }

    @Test
    void passesOtherFailuresOn() {
        stored.put("a", partition("a", 10));

        assertThatThrownBy(() ->
                        planner.query(
                                Tenants.of(TENANT),
                                new MissingSources(false),
                                cancellation,
                                _ -> {
                                    throw new IOException("disk is gone");
                                }))
                .hasMessage("disk is gone");
        assertThat(replans()).isZero();
    }
}
