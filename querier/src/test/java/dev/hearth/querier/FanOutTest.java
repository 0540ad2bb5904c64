// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.CallTreeBytes;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.MemorySource;
import dev.hearth.query.Question;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackTotals;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Questions to several processes over real sockets.
@ExtendWith(Seeded.class)
final class FanOutTest {

    private final FilledCluster filled;
    private final Cluster cluster;

    FanOutTest() throws IOException {
        filled = new FilledCluster();
        cluster = filled.cluster;
    }

    @AfterEach
    void close() {
        filled.close();
    }

    @RepeatedTest(10)
    void everyKindIsAnsweredAsByOneEngine(RandomGenerator random) throws IOException {
        for (TenantId tenant : List.of(FilledCluster.T1, FilledCluster.T2)) {
            for (int i = 0; i < 4; i++) {
                cluster.addBlock(tenant, randomSource(random));
                cluster.addSegment("p" + i % 2, tenant, randomSource(random));
            }
            cluster.setHead("p0", tenant, randomSource(random));
            cluster.setHead("p1", tenant, randomSource(random));
        }
        filled.startAll();
        for (Tenants tenants :
                List.of(
                        FilledCluster.ONE,
                        Tenants.of(FilledCluster.T2),
                        FilledCluster.BOTH,
                        Tenants.parse("t1|unknown"))) {
            check(tenants, new Question.LabelNames(FilledCluster.ALL));
            check(tenants, new Question.LabelValues(FilledCluster.ALL, "pod"));
            check(tenants, new Question.LabelSets(FilledCluster.ALL, Set.of("pod")));
            assertThat(bytes(cluster.ask(tenants, FilledCluster.TREE)))
                    .isEqualTo(bytes(once(tenants, FilledCluster.TREE)));
            checkStacks(tenants);
            checkSeries(tenants);
            checkFunctions(tenants);
        }
    }

    private static MemorySource randomSource(RandomGenerator random) {
        MemorySource source = new MemorySource();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            "s" + random.nextInt(3),
                            Labels.PROFILE_TYPE,
                            "cpu",
                            "pod",
                            "p" + random.nextInt(3));
            String stack = "a;b" + random.nextInt(3) + ";c" + random.nextInt(3);
            source.add(
                    labels, (100 + random.nextInt(50)) * FilledCluster.SECOND, stack + " 7", "a 1");
        }
        return source;
    }

    private <A> A once(Tenants tenants, Question<A> question) throws IOException {
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        return question.answer(cluster.engine(), cluster.all(tenants), cancellation);
    }

    private <A> void check(Tenants tenants, Question<A> question) throws IOException {
        assertThat(cluster.ask(tenants, question)).isEqualTo(once(tenants, question));
    }

    private static byte[] bytes(CallTreeBuilder tree) {
        return CallTreeBytes.of(tree.build());
    }

    private void checkStacks(Tenants tenants) throws IOException {
        Question<StackTotals> question = new Question.Stacks(FilledCluster.ALL);
        StackTotals asked = cluster.ask(tenants, question);
        StackTotals once = once(tenants, question);
        assertThat(asked.period()).isEqualTo(once.period());
        assertThat(asTree(asked)).isEqualTo(asTree(once));
    }

    private static byte[] asTree(StackTotals totals) {
        CallTreeBuilder tree = new CallTreeBuilder();
        tree.add(
                totals.stacks().stacks(),
                totals.stacks().symbols().snapshot(),
                java.util.Arrays.copyOf(totals.stacks().sums(), totals.stacks().stacks().size()));
        return bytes(tree);
    }

    private void checkSeries(Tenants tenants) throws IOException {
        for (SeriesQuery.Aggregation aggregation : SeriesQuery.Aggregation.values()) {
            SeriesQuery query =
                    new SeriesQuery(
                            FilledCluster.ALL,
                            100_000,
                            150_000,
                            7_000,
                            List.of("pod"),
                            aggregation);
            Question.Series question = new Question.Series(query);
            assertThat(cluster.ask(tenants, question).series(query))
                    .usingRecursiveComparison()
                    .isEqualTo(once(tenants, question).series(query));
        }
    }

    private void checkFunctions(Tenants tenants) throws IOException {
        FunctionQuery query =
                new FunctionQuery(
                        FilledCluster.ALL.series(),
                        FunctionPattern.of("[bc]"),
                        100 * FilledCluster.SECOND,
                        150 * FilledCluster.SECOND,
                        20 * FilledCluster.SECOND,
                        4,
                        FunctionQuery.Order.SELF);
        FunctionAnswer once =
                cluster.engine()
                        .functions(
                                cluster.all(tenants),
                                query,
                                Cancellation.after(Duration.ofMinutes(1)));
        assertThat(cluster.functions(tenants, query)).usingRecursiveComparison().isEqualTo(once);
    }

    @Test
    void eachTenantSeesItsOwn() throws IOException {
        filled.fill();
        filled.startAll();

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThat(filled.total(Tenants.of(FilledCluster.T2))).isEqualTo(3_000_000);
        assertThat(filled.total(Tenants.parse("t3"))).isZero();
        assertThat(filled.total(FilledCluster.BOTH)).isEqualTo(filled.everything() + 3_000_000);
        assertThat(filled.total(Tenants.parse("t1|t3"))).isEqualTo(filled.everything());
    }

    @Test
    void aPlanOfOneTenantThatIsStaleIsMadeAnewForAll() throws IOException {
        filled.fill();
        filled.startAll();
        String owner = cluster.owners.getFirst().address();
        AtomicInteger asked = new AtomicInteger();
        cluster.reads.put(
                owner,
                _ -> {
                    if (asked.getAndIncrement() == 1) {
                        cluster.cut("p0");
                        throw new RangeDroppedException(30, 40);
                    }
                });

        assertThat(filled.total(FilledCluster.BOTH)).isEqualTo(filled.everything() + 3_000_000);
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void aQueryReadsNoMoreBytesThanItsTenantsMay() throws Exception {
        filled.fill(); // 6 blocks of the one and 1 block of the other, each of a byte
        Settings defaults = Settings.defaults();
        cluster.limits.put(
                FilledCluster.T1,
                TenantLimits.fromSettings(defaults.with(LimitFlags.MAX_QUERY_BYTES_READ, 6L)));
        filled.startAll();

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThatThrownBy(() -> filled.total(FilledCluster.BOTH))
                .hasMessage(
                        "the query would read 7 bytes (max_query_bytes_read, limit: 6): choose a shorter range of time. To change it, set -querier.max-query-bytes-read");
        cluster.limits.put(
                FilledCluster.T2,
                TenantLimits.fromSettings(defaults.with(LimitFlags.MAX_QUERY_BYTES_READ, 1L)));
        assertThat(filled.total(Tenants.of(FilledCluster.T2))).isEqualTo(3_000_000);
        assertThatThrownBy(() -> filled.total(FilledCluster.BOTH))
                .hasMessageContaining("limit: 1)");
    }
}
