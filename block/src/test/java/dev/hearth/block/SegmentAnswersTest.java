// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.CallTree;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.ResultCache;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What segments answered is kept as what blocks answered is.
@ExtendWith(Seeded.class)
final class SegmentAnswersTest {

    private static final String KEY = SegmentKeys.segment("p", 7);
    private static final TestContent.Shape SHAPE = new TestContent.Shape(3, 4, 5, 30, false);

    private final CountingStore store = new CountingStore();
    private final QueryPool pool = new QueryPool(2);
    private final ResultCache answers = new ResultCache(10_000_000);
    private final QueryEngine engine = new QueryEngine(pool, answers);

    @AfterEach
    void close() {
        pool.close();
    }

    private void write(SegmentContent.Tenant... tenants) throws IOException {
        store.delete(KEY);
        store.putIfAbsent(KEY, new SegmentWriter().write(TestContent.segment("p", 7, 9, tenants)));
    }

    /// Reads everything anew: nothing is kept but answers.
    private SegmentSource source(String tenant) throws IOException {
        SegmentReader reader = new SegmentReader(store, new BlockCache(10_000_000));
        return Objects.requireNonNull(reader.source(KEY, new TenantId(tenant)));
    }

    private static CallTree ask(QueryEngine engine, SegmentSource source, long start, long end)
            throws IOException {
        return engine.callTree(
                        List.of(source),
                        Selection.of(new SeriesMatcher(Selector.ALL), start, end),
                        Cancellation.after(Duration.ofMinutes(1)))
                .build();
    }

    @RepeatedTest(5)
    void theSameQuestionIsAnsweredWithoutSamplesAndAsWithoutACache(RandomGenerator random)
            throws IOException {
        write(TestContent.tenant(random, "a", SHAPE));
        SegmentSource source = source("a");
        long middle = (source.minTimeNanos() + source.maxTimeNanos()) / 2;
        for (long start : new long[] {source.minTimeNanos(), middle}) {
            CallTree first = ask(engine, source("a"), start, source.maxTimeNanos());
            store.reset();
            ask(new QueryEngine(pool), source("a"), start, source.maxTimeNanos());
            long withoutCache = store.bytes();
            store.reset();
            long hits = answers.stats().hits();

            CallTree again = ask(engine, source("a"), start, source.maxTimeNanos() + 1);

            assertThat(answers.stats().hits()).isGreaterThan(hits);
            assertThat(store.bytes()).isLessThan(withoutCache);
            assertThat(again.total()).isEqualTo(first.total()).isPositive();
            assertThat(again.size()).isEqualTo(first.size());
        }
    }

    @Test
    void anotherSegmentUnderTheKeyAndAnotherTenantHaveAnswersOfTheirOwn(RandomGenerator random)
            throws IOException {
        write(TestContent.tenant(random, "a", SHAPE), TestContent.tenant(random, "b", SHAPE));
        long first = ask(engine, source("a"), Long.MIN_VALUE, Long.MAX_VALUE).total();
        long other = ask(engine, source("b"), Long.MIN_VALUE, Long.MAX_VALUE).total();
        write(TestContent.tenant(random, "a", SHAPE));

        long second = ask(engine, source("a"), Long.MIN_VALUE, Long.MAX_VALUE).total();

        assertThat(second)
                .isEqualTo(
                        ask(new QueryEngine(pool), source("a"), Long.MIN_VALUE, Long.MAX_VALUE)
                                .total())
                .isNotEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }
}
