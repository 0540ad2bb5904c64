// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.AnswerEnd;
import dev.hearth.proto.hearth.internal.v1.HeadServiceGrpc;
import dev.hearth.proto.hearth.internal.v1.QueryHeadRequest;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.RangeDroppedException;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of questions when those who are asked fail, stand still, or have moved.
final class FanOutFailuresTest {

    private final FilledCluster filled;
    private final Cluster cluster;

    FanOutFailuresTest() throws IOException {
        filled = new FilledCluster();
        cluster = filled.cluster;
    }

    @AfterEach
    void close() {
        filled.close();
    }

    @Test
    void anOwnerThatIsGoneIsMissingForEachTenant() throws IOException {
        filled.fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(first);

        assertThatThrownBy(() -> filled.total(FilledCluster.BOTH))
                .isInstanceOf(PeerFailedException.class);
        MissingSources missing = new MissingSources(true);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        assertThat(
                        cluster.ask(
                                        FilledCluster.BOTH,
                                        FilledCluster.TREE,
                                        Duration.ZERO,
                                        missing,
                                        cancellation)
                                .build()
                                .total())
                .isEqualTo(filled.everything() - filled.newestOfFirst() + 1_000_000);
        assertThat(missing.count()).isEqualTo(2);
    }

    @Test
    void theShareOfAQuerierThatIsKilledMovesToTheNext() throws IOException {
        filled.fill();
        filled.startAll();
        String killed = cluster.startQuerier();
        cluster.reads.put(killed, _ -> cluster.kill(killed));

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThat(cluster.count("hearth.querier.fanout.moves")).isEqualTo(1);
        assertThat(cluster.count("hearth.querier.replans")).isZero();
    }

    @Test
    void withoutAnyOtherQuerierItReadsByItself() throws IOException {
        filled.fill();
        cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(cluster.startQuerier());
        cluster.kill(cluster.startQuerier());

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThat(cluster.count("hearth.querier.fanout.moves")).isPositive();
    }

    @Test
    void ofTwoOwnersTheSecondAnswersWhenTheFirstIsGone() throws IOException {
        filled.fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p0");
        cluster.startOwner("p1");

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        cluster.kill(first);
        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
    }

    @Test
    void withoutAnOwnerThereIsNoAnswerUnlessSomethingMayBeMissing() throws IOException {
        filled.fill();
        String first = cluster.startOwner("p0");
        cluster.startOwner("p1");
        cluster.kill(first);

        assertThatThrownBy(() -> filled.total(FilledCluster.ONE))
                .isInstanceOf(PeerFailedException.class)
                .hasMessageStartingWith(first);
        MissingSources missing = new MissingSources(true);
        assertThat(filled.total(Duration.ZERO, missing))
                .isEqualTo(filled.everything() - filled.newestOfFirst());
        assertThat(missing.count()).isEqualTo(1);
        assertThat(missing.reasons().getFirst()).startsWith(first);
    }

    @Test
    void aRangeThatAnOwnerLetGoIsPlannedAnew() throws IOException {
        filled.fill();
        filled.startAll();
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

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThat(asked).hasValueGreaterThan(1);
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void anObjectThatIsGoneIsPlannedAnew() throws IOException {
        filled.fill();
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

        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(1);
    }

    @Test
    void aDamagedObjectIsNamedAndMayBeMissing() throws IOException {
        filled.fill();
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

        assertThatThrownBy(() -> filled.total(FilledCluster.ONE))
                .hasMessage("object \"segments/p1/20\" is damaged");
        MissingSources missing = new MissingSources(true);
        assertThat(filled.total(Duration.ZERO, missing)).isLessThan(filled.everything());
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
        filled.fill();
        String wrong = cluster.start(List.of(new WrongHeads()));
        cluster.owners.add(cluster.peers.owner(wrong, "p0", true));
        cluster.startOwner("p1");

        assertThatThrownBy(() -> filled.total(FilledCluster.ONE))
                .hasMessageContaining("answer has checksum");
        cluster.startOwner("p0");
        assertThat(filled.total(FilledCluster.ONE)).isEqualTo(filled.everything());
    }

    @Test
    void aProcessThatDoesNotOwnThePartitionSaysSo() throws IOException {
        filled.fill();
        String address = cluster.startOwner("p1");
        cluster.owners.add(cluster.peers.owner(address, "p0", true));

        assertThatThrownBy(() -> filled.total(FilledCluster.ONE))
                .hasMessage("partition \"p0\" has another owner");
        assertThat(cluster.count("hearth.querier.replans")).isEqualTo(4);
    }

    @Test
    void whatIsSlowIsAskedOfAnotherToo() throws IOException {
        filled.fill();
        filled.startAll();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        String slow = cluster.startQuerier();
        cluster.reads.put(
                slow,
                _ -> {
                    Context.current().addListener(_ -> cancelled.countDown(), Runnable::run);
                    await(end);
                });

        assertThat(filled.total(Duration.ofMillis(50), new MissingSources(false)))
                .isEqualTo(filled.everything());
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
        await(cancelled);
        end.countDown();
    }

    @Test
    void anOwnerThatStandsStillIsNotWaitedFor() throws IOException {
        filled.fill();
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

        assertThat(filled.total(Duration.ofMillis(50), new MissingSources(false)))
                .isEqualTo(filled.everything());
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
        await(cancelled);
        end.countDown();
    }

    /// As a process that was stopped: its port takes connections, and nobody reads them.
    @Test
    void anOwnerThatNeverReadsItsConnectionIsNotWaitedFor() throws IOException {
        filled.fill();
        cluster.startOwner("p0");
        try (ServerSocket stopped = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + stopped.getLocalPort();
            cluster.owners.add(cluster.peers.owner(address, "p1", false));
            cluster.startOwner("p1");

            assertThat(filled.total(Duration.ofMillis(50), new MissingSources(false)))
                    .isEqualTo(filled.everything());
        }
        assertThat(cluster.count("hearth.querier.fanout.hedges")).isPositive();
    }

    /// Its owners answer long after what was moved would have been asked of another.
    @Test
    void whatWasMovedIsNotAskedOfAnotherToo() throws IOException {
        filled.fill();
        String killed = cluster.startQuerier();
        cluster.startQuerier();
        cluster.reads.put(killed, _ -> cluster.kill(killed));
        for (String partition : List.of("p0", "p1")) {
            cluster.reads.put(cluster.startOwner(partition), _ -> pause(Duration.ofSeconds(4)));
        }

        assertThat(filled.total(Duration.ofSeconds(2), new MissingSources(false)))
                .isEqualTo(filled.everything());
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
        filled.fill();
        filled.startAll();
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
                                FilledCluster.ONE,
                                FilledCluster.TREE,
                                Duration.ZERO,
                                new MissingSources(true),
                                cancellation))
                .isInstanceOf(QueryAbortedException.class)
                .hasMessageContaining("CANCELLED");
        canceller.join();
        await(cancelled);
    }

    @Test
    void nobodyWorksBeyondTheDeadline() throws IOException {
        filled.fill();
        filled.startAll();
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
                                FilledCluster.ONE,
                                FilledCluster.TREE,
                                Duration.ZERO,
                                new MissingSources(true),
                                cancellation))
                .isInstanceOf(QueryAbortedException.class)
                .hasMessageContaining("DEADLINE");
        await(cancelled);
    }
}
