// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.CallTreeBytes;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.AnswerEnd;
import dev.hearth.proto.hearth.internal.v1.HeadServiceGrpc;
import dev.hearth.proto.hearth.internal.v1.QueryHeadRequest;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.MemorySource;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.Question;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackTotals;
import dev.hearth.testing.Seeded;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Questions to several processes over real sockets.
@ExtendWith(Seeded.class)
final class FanOutTest {

    private static final TenantId T1 = new TenantId("t1");
    private static final TenantId T2 = new TenantId("t2");
    private static final Tenants ONE = Tenants.of(T1);
    private static final Tenants BOTH = new Tenants(List.of(T1, T2));
    private static final long SECOND = 1_000_000_000;
    private static final Selection ALL =
            Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE / 2);
    private static final Question<CallTreeBuilder> TREE = new Question.Tree(ALL);

    private final Cluster cluster;
    private int added;

    FanOutTest() throws IOException {
        cluster = new Cluster();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static MemorySource source(long time, String sample) {
        MemorySource source = new MemorySource();
        source.add(
                Labels.of(Labels.SERVICE_NAME, "s", Labels.PROFILE_TYPE, "cpu", "pod", "p" + time),
                time * SECOND,
                sample);
        return source;
    }

    /// Blocks, segments and heads; the values are powers of two, so that a sum tells of which.
    private void fill() {
        for (int i = 0; i < 6; i++) {
            cluster.addBlock(T1, next());
            cluster.addSegment("p" + i % 2, T1, next());
        }
        cluster.setHead("p0", T1, next());
        cluster.setHead("p1", T1, next());
        cluster.addBlock(T2, source(1, "other 1000000"));
        cluster.setHead("p0", T2, source(2, "other 2000000"));
    }

    private MemorySource next() {
        int number = added++;
        return source(100 + number, "main;f" + number % 3 + " " + (1L << number));
    }

    private long everything() {
        return (1L << added) - 1;
    }

    private long total(Tenants tenants) throws IOException {
        return cluster.ask(tenants, TREE).build().total();
    }

    private long total(Duration hedgeAfter, MissingSources missing) throws IOException {
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        return cluster.ask(ONE, TREE, hedgeAfter, missing, cancellation).build().total();
    }

    private void startAll() throws IOException {
        cluster.startQuerier();
        cluster.startQuerier();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
    }

    @RepeatedTest(10)
    void everyKindIsAnsweredAsByOneEngine(RandomGenerator random) throws IOException {
        for (TenantId tenant : List.of(T1, T2)) {
            for (int i = 0; i < 4; i++) {
                cluster.addBlock(tenant, randomSource(random));
                cluster.addSegment("p" + i % 2, tenant, randomSource(random));
            }
            cluster.setHead("p0", tenant, randomSource(random));
            cluster.setHead("p1", tenant, randomSource(random));
        }
        startAll();
        for (Tenants tenants : List.of(ONE, Tenants.of(T2), BOTH, Tenants.parse("t1|unknown"))) {
            check(tenants, new Question.LabelNames(ALL));
            check(tenants, new Question.LabelValues(ALL, "pod"));
            check(tenants, new Question.LabelSets(ALL, Set.of("pod")));
            assertThat(bytes(cluster.ask(tenants, TREE))).isEqualTo(bytes(once(tenants, TREE)));
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
            source.add(labels, (100 + random.nextInt(50)) * SECOND, stack + " 7", "a 1");
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
        Question<StackTotals> question = new Question.Stacks(ALL);
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
                    new SeriesQuery(ALL, 100_000, 150_000, 7_000, List.of("pod"), aggregation);
            Question.Series question = new Question.Series(query);
            assertThat(cluster.ask(tenants, question).series(query))
                    .usingRecursiveComparison()
                    .isEqualTo(once(tenants, question).series(query));
        }
    }

    private void checkFunctions(Tenants tenants) throws IOException {
        FunctionQuery query =
                new FunctionQuery(
                        ALL.series(),
                        FunctionPattern.of("[bc]"),
                        100 * SECOND,
                        150 * SECOND,
                        20 * SECOND,
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
        fill();
        startAll();

        assertThat(total(ONE)).isEqualTo(everything());
        assertThat(total(Tenants.of(T2))).isEqualTo(3_000_000);
        assertThat(total(Tenants.parse("t3"))).isZero();
        assertThat(total(BOTH)).isEqualTo(everything() + 3_000_000);
        assertThat(total(Tenants.parse("t1|t3"))).isEqualTo(everything());
    }

    @Test
    void aPlanOfOneTenantThatIsStaleIsMadeAnewForAll() throws IOException {
        fill();
        startAll();
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

        assertThat(total(BOTH)).isEqualTo(everything() + 3_000_000);
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void aQueryReadsNoMoreBytesThanItsTenantsMay() throws Exception {
        fill(); // 6 blocks of the one and 1 block of the other, each of a byte
        Settings defaults = Settings.defaults();
        cluster.limits.put(
                T1, TenantLimits.fromSettings(defaults.with(LimitFlags.MAX_QUERY_BYTES_READ, 6L)));
        startAll();

        assertThat(total(ONE)).isEqualTo(everything());
        assertThatThrownBy(() -> total(BOTH))
                .hasMessage(
                        "the query would read 7 bytes (max_query_bytes_read, limit: 6): choose a shorter range of time. To change it, set -querier.max-query-bytes-read");
        cluster.limits.put(
                T2, TenantLimits.fromSettings(defaults.with(LimitFlags.MAX_QUERY_BYTES_READ, 1L)));
        assertThat(total(Tenants.of(T2))).isEqualTo(3_000_000);
        assertThatThrownBy(() -> total(BOTH)).hasMessageContaining("limit: 1)");
    }

    @Test
    void anOwnerThatIsGoneIsMissingForEachTenant() throws IOException {
        fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(first);

        assertThatThrownBy(() -> total(BOTH)).isInstanceOf(PeerFailedException.class);
        MissingSources missing = new MissingSources(true);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        assertThat(cluster.ask(BOTH, TREE, Duration.ZERO, missing, cancellation).build().total())
                .isEqualTo(everything() - (1 << (added - 2)) + 1_000_000);
        assertThat(missing.count()).isEqualTo(2);
    }

    @Test
    void theShareOfAQuerierThatIsKilledMovesToTheNext() throws IOException {
        fill();
        startAll();
        String killed = cluster.startQuerier();
        cluster.reads.put(killed, _ -> cluster.kill(killed));

        assertThat(total(ONE)).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.fanout.moves")).isEqualTo(1);
        assertThat(cluster.count("hearth.querier.replans")).isZero();
    }

    @Test
    void withoutAnyOtherQuerierItReadsByItself() throws IOException {
        fill();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(cluster.startQuerier());
        cluster.kill(cluster.startQuerier());

        assertThat(total(ONE)).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.fanout.moves")).isPositive();
    }

    @Test
    void ofTwoOwnersTheSecondAnswersWhenTheFirstIsGone() throws IOException {
        fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p0");
        cluster.startOwner("p1");

        assertThat(total(ONE)).isEqualTo(everything());
        cluster.kill(first);
        assertThat(total(ONE)).isEqualTo(everything());
    }

    @Test
    void withoutAnOwnerThereIsNoAnswerUnlessSomethingMayBeMissing() throws IOException {
        fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(first);

        assertThatThrownBy(() -> total(ONE))
                .isInstanceOf(PeerFailedException.class)
                .hasMessageStartingWith(first);
        MissingSources missing = new MissingSources(true);
        assertThat(total(Duration.ZERO, missing)).isEqualTo(everything() - (1 << (added - 2)));
        assertThat(missing.count()).isEqualTo(1);
        assertThat(missing.reasons().getFirst()).startsWith(first);
    }

    @Test
    void aRangeThatAnOwnerLetGoIsPlannedAnew() throws IOException {
        fill();
        startAll();
        String owner = cluster.owners.getFirst().address();
        AtomicInteger asked = new AtomicInteger();
        cluster.reads.put(
                owner,
                _ -> {
                    if (asked.getAndIncrement() == 0) {
                        cluster.cut("p0");
                        throw new RangeDroppedException(30, 40);
                    }
                });

        assertThat(total(ONE)).isEqualTo(everything());
        assertThat(asked).hasValueGreaterThan(1);
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void anObjectThatIsGoneIsPlannedAnew() throws IOException {
        fill();
        AtomicInteger asked = new AtomicInteger();
        String querier = cluster.startQuerier();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.reads.put(
                querier,
                name -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new NoSuchObjectException(name);
                    }
                });

        assertThat(total(ONE)).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void aDamagedObjectIsNamedAndMayBeMissing() throws IOException {
        fill();
        String querier = cluster.startQuerier();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.reads.put(
                querier,
                name -> {
                    if (name.equals("segments/p1/20")) {
                        throw new IOException("object \"" + name + "\" is damaged");
                    }
                });

        assertThatThrownBy(() -> total(ONE)).hasMessage("object \"segments/p1/20\" is damaged");
        MissingSources missing = new MissingSources(true);
        assertThat(total(Duration.ZERO, missing)).isLessThan(everything());
        assertThat(missing.reasons()).containsExactly("object \"segments/p1/20\" is damaged");
    }

    /// An owner whose answers are not what it meant to send.
    private static final class WrongHeads extends HeadServiceGrpc.HeadServiceImplBase {

        @Override
        public void queryHead(QueryHeadRequest request, StreamObserver<AnswerChunk> observer) {
            observer.onNext(
                    AnswerChunk.newBuilder().setData(ByteString.copyFromUtf8("wrong")).build());
            AnswerEnd end = AnswerEnd.newBuilder().setBytes(5).setCrc32C(17).build();
            observer.onNext(AnswerChunk.newBuilder().setEnd(end).build());
            observer.onCompleted();
        }
    }

    @Test
    void wrongBytesAreAFailureNeverWrongData() throws IOException {
        fill();
        String wrong = cluster.start(List.of(new WrongHeads()));
        cluster.owners.add(cluster.peers.owner(wrong, "p0", true));
        cluster.startOwner("p1");

        assertThatThrownBy(() -> total(ONE)).hasMessageContaining("answer has checksum");
        cluster.startOwner("p0");
        assertThat(total(ONE)).isEqualTo(everything());
    }

    @Test
    void aProcessThatDoesNotOwnThePartitionSaysSo() throws IOException {
        fill();
        String address = cluster.startOwner("p1");
        cluster.owners.add(cluster.peers.owner(address, "p0", true));

        assertThatThrownBy(() -> total(ONE)).hasMessage("partition \"p0\" has another owner");
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(4);
    }

    @Test
    void whatIsSlowIsAskedOfAnotherToo() throws IOException {
        fill();
        startAll();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        String slow = cluster.startQuerier();
        cluster.reads.put(
                slow,
                _ -> {
                    Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
                    await(end);
                });

        assertThat(total(Duration.ofMillis(50), new MissingSources(false))).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
        await(cancelled);
        end.countDown();
    }

    @Test
    void anOwnerThatStandsStillIsNotWaitedFor() throws IOException {
        fill();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        cluster.startOwner("p0");
        cluster.reads.put(
                cluster.startOwner("p1"),
                _ -> {
                    Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
                    await(end);
                });
        cluster.startOwner("p1");

        assertThat(total(Duration.ofMillis(50), new MissingSources(false))).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
        await(cancelled);
        end.countDown();
    }

    /// As a process that was stopped: its port takes connections, and nobody reads them.
    @Test
    void anOwnerThatNeverReadsItsConnectionIsNotWaitedFor() throws IOException {
        fill();
        cluster.startOwner("p0");
        try (ServerSocket stopped = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + stopped.getLocalPort();
            cluster.owners.add(cluster.peers.owner(address, "p1", false));
            cluster.startOwner("p1");

            assertThat(total(Duration.ofMillis(50), new MissingSources(false)))
                    .isEqualTo(everything());
        }
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
    }

    /// Its owners answer long after what was moved would have been asked of another.
    @Test
    void whatWasMovedIsNotAskedOfAnotherToo() throws IOException {
        fill();
        String killed = cluster.startQuerier();
        cluster.startQuerier();
        cluster.reads.put(killed, _ -> cluster.kill(killed));
        for (String partition : List.of("p0", "p1")) {
            cluster.reads.put(cluster.startOwner(partition), _ -> pause(Duration.ofSeconds(4)));
        }

        assertThat(total(Duration.ofSeconds(2), new MissingSources(false))).isEqualTo(everything());
        assertThat(cluster.count("hearth.querier.fanout.moves")).isPositive();
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isZero();
    }

    private static void pause(Duration time) {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("nothing came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aCancelledQueryStopsTheWorkElsewhere() throws Exception {
        fill();
        startAll();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        String owner = cluster.owners.getFirst().address();
        cluster.reads.put(
                owner,
                _ -> {
                    Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
                    begun.countDown();
                    await(cancelled);
                });
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        Thread canceller =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                await(begun);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                            cancellation.cancel();
                        });

        assertThatThrownBy(() ->
                        cluster.ask(
                                ONE, TREE, Duration.ZERO, new MissingSources(true), cancellation))
                .isInstanceOf(QueryAbortedException.class)
                .hasMessageContaining("CANCELLED");
        canceller.join();
        await(cancelled);
    }

    @Test
    void nobodyWorksBeyondTheDeadline() throws IOException {
        fill();
        startAll();
        CountDownLatch cancelled = new CountDownLatch(1);
        cluster.reads.put(
                cluster.owners.getFirst().address(),
                _ -> {
                    Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
                    await(cancelled);
                });
        Cancellation cancellation = Cancellation.after(Duration.ofMillis(300));

        assertThatThrownBy(() ->
                        cluster.ask(
                                ONE, TREE, Duration.ZERO, new MissingSources(true), cancellation))
                .isInstanceOf(QueryAbortedException.class)
                .hasMessageContaining("DEADLINE");
        await(cancelled);
    }
}
