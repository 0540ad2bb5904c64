// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.LostRanges;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Queries over segments as they are really stored.
final class StoredSegmentsTest {

    private static final TenantId T1 = new TenantId("t1");
    private static final TenantId T2 = new TenantId("t2");

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final SegmentReader reader = new SegmentReader(store, new BlockCache(10_000_000));
    private final StoredSegments segments = new StoredSegments(store, reader);
    private final QueryPool pool = new QueryPool(2);

    @AfterEach
    void close() {
        pool.close();
    }

    private void commit(String partition, long start, long end, TenantId tenant, long value)
            throws IOException {
        new OneProfileSegments(store, reader).commit(partition, start, end, tenant, value);
    }

    private SegmentChain chain(String partition) {
        return new SegmentChain(partition, store, reader);
    }

    private long total(TenantId tenant) throws IOException {
        return total(tenant, new MissingSources(false));
    }

    private long total(TenantId tenant, MissingSources missing) throws IOException {
        QueryPlanner planner =
                new QueryPlanner(
                        segments,
                        new NoBlocks(),
                        List::of,
                        List::of,
                        new Expiry(Limits.same(TenantLimits.defaults()), InstantSource.system()),
                        new SomeAtATime(2),
                        new QuerierMetrics(new SimpleMeterRegistry()));
        Selection all = Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        QueryEngine engine = new QueryEngine(pool);
        return planner.query(
                Tenants.of(tenant),
                missing,
                cancellation,
                plans ->
                        engine.callTree(
                                        PlannedPart.sources(plans.getFirst().parts()),
                                        all,
                                        cancellation)
                                .build()
                                .total());
    }

    @Test
    void lostRecordsAreToldOfAndFailNoQuery() throws IOException {
        commit("p", 0, 5, T1, 1);
        new LostRanges(store).note(new LostRanges.Range("p", 5, 9));
        commit("p", 9, 12, T1, 4);
        MissingSources missing = new MissingSources(false);
        chain("p").commit(new SegmentWriter().write(empty("p", 5, 9)));

        assertThat(total(T1, missing)).isEqualTo(5);

        assertThat(missing.count()).isOne();
        assertThat(missing.reasons()).containsExactly("records 5 to 8 of partition \"p\" are lost");
    }

    private static SegmentContent empty(String partition, long start, long end) {
        return new SegmentContent(partition, start, end, List.of(), List.of());
    }

    @Test
    void countsEverySegmentOfEveryPartitionOnceForItsTenant() throws IOException {
        commit("p", 0, 5, T1, 1);
        commit("p", 5, 9, T2, 2);
        commit("p", 9, 12, T1, 4);
        commit("p0", 0, 3, T1, 8);
        commit("p-x", 0, 3, T1, 16);

        assertThat(segments.partitions()).containsExactlyInAnyOrder("p", "p0", "p-x");
        assertThat(total(T1)).isEqualTo(29);
        assertThat(total(T2)).isEqualTo(2);
        assertThat(total(new TenantId("t3"))).isZero();
    }

    @Test
    void seesSegmentsThatAreCommittedLater() throws IOException {
        commit("p", 0, 5, T1, 1);
        assertThat(total(T1)).isEqualTo(1);

        commit("p", 5, 9, T1, 2);

        assertThat(total(T1)).isEqualTo(3);
    }

    @Test
    void beginsAtTheFloorWhenReadAnew() throws IOException {
        commit("p", 0, 5, T1, 1);
        commit("p", 5, 9, T1, 2);
        assertThat(segments.chain("p", false).segments()).hasSize(2);

        chain("p").raiseFloor(5, List.of());

        assertThat(segments.chain("p", true).segments()).hasSize(1);
        assertThat(segments.chain("p", true).end()).isEqualTo(9);
    }
}
