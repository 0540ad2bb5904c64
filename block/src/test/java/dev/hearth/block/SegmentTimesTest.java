// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.Selector;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A segment that holds a few very old profiles among fresh ones.
final class SegmentTimesTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final String KEY = SegmentKeys.segment("p", 0);
    private static final long SECOND = 1_000_000_000L;
    private static final long FRESH = 1_700_000_000L * SECOND;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final BlockCache cache = new BlockCache(10_000_000);
    private final QueryPool pool = new QueryPool(1);

    @BeforeEach
    void write() throws IOException {
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        int name = symbols.string("work");
        int[] functions = {symbols.function(name, name, 0, 0)};
        int location = symbols.location(Symbols.NO_MAPPING, 1, false, functions, new long[1], 0, 1);
        stacks.push(StackTable.ROOT, location);
        List<Labels> series = new ArrayList<>();
        List<List<Profile>> profiles = new ArrayList<>();
        for (String pod : new String[] {"x", "y"}) {
            Labels labels = Labels.of(Labels.SERVICE_NAME, "app", "pod", pod);
            series.add(labels);
            profiles.add(
                    List.of(
                            profile(labels, SECOND, 1),
                            profile(labels, FRESH, 10),
                            profile(labels, FRESH + SECOND, 100)));
        }
        SegmentContent.Tenant tenant =
                new SegmentContent.Tenant(
                        TENANT,
                        symbols.snapshot(),
                        List.of(
                                new TestContent.Service(
                                        "app", stacks.snapshot(), series, profiles)));
        store.putIfAbsent(KEY, new SegmentWriter().write(TestContent.segment("p", 0, 9, tenant)));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void eachTimeHasItsOwnProfiles() throws IOException {
        assertThat(total(0, 2 * SECOND)).isEqualTo(2);
        assertThat(total(FRESH, FRESH)).isEqualTo(20);
        assertThat(total(FRESH, Long.MAX_VALUE)).isEqualTo(220);
        assertThat(total(0, Long.MAX_VALUE)).isEqualTo(222);
    }

    @Test
    void aTimeInBetweenCostsNeitherSamplesNorStacksNorSymbols() throws IOException {
        long year = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() * SECOND;

        assertThat(total(year, year + SECOND)).isZero();

        assertThat(cache.stats().misses())
                .as("footer, series, their labels, profiles, their files")
                .isEqualTo(6);
    }

    @Test
    void aTimeOutsideCostsTheFooterOnly() throws IOException {
        assertThat(total(FRESH + 2 * SECOND, Long.MAX_VALUE)).isZero();

        assertThat(cache.stats().misses()).isEqualTo(1);
    }

    private static Profile profile(Labels labels, long timeNanos, long value) {
        Samples samples = new Samples(new int[] {1}, new long[] {value}, null, null);
        return new Profile(labels, new ProfileId(1, timeNanos), false, timeNanos, 0, 0, samples);
    }

    private long total(long startNanos, long endNanos) throws IOException {
        ProfileSource source =
                Objects.requireNonNull(new SegmentReader(store, cache).source(KEY, TENANT));
        return new QueryEngine(pool)
                .callTree(
                        List.of(source),
                        Selection.of(new SeriesMatcher(Selector.ALL), startNanos, endNanos),
                        Cancellation.after(Duration.ofMinutes(1)))
                .build()
                .total();
    }
}
