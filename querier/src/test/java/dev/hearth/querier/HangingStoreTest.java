// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockId;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.Cancellation;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryAbortedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queries whose plans meet a store that does not answer.
@Timeout(60)
final class HangingStoreTest {

    private static final TenantId TENANT = new TenantId("t");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final ObjectStore store = hanging(new MemoryObjectStore());
    private final IndexStore index =
            new IndexStore(TENANT, store, Duration.ofHours(1), System::nanoTime);
    private final QueryPlanner planner =
            new QueryPlanner(
                    new StoredSegments(
                            new MemoryObjectStore(),
                            new SegmentReader(store, new BlockCache(1 << 20))),
                    new BlockCatalog() {
                        @Override
                        public TenantIndex index(TenantId tenant, boolean anew) throws IOException {
                            return index.refresh().index();
                        }

                        @Override
                        public ProfileSource open(TenantId tenant, BlockId block) {
                            throw new IllegalStateException("no block was asked for");
                        }
                    },
                    List::of,
                    List::of,
                    new Expiry(Limits.same(TenantLimits.defaults()), InstantSource.system()),
                    new SomeAtATime(2),
                    new QuerierMetrics(new SimpleMeterRegistry()));

    /// A store that answers nothing until it may, whatever interrupts it.
    private ObjectStore hanging(ObjectStore real) {
        return (ObjectStore)
                Proxy.newProxyInstance(
                        ObjectStore.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (_, method, arguments) -> {
                            asked.countDown();
                            boolean isInterrupted = false;
                            while (mayAnswer.getCount() > 0) {
                                try {
                                    mayAnswer.await();
                                } catch (InterruptedException _) {
                                    isInterrupted = true;
                                }
                            }
                            if (isInterrupted) {
                                Thread.currentThread().interrupt();
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
    }

    @AfterEach
    void answer() {
        mayAnswer.countDown();
    }

    private List<ProfileSource> query(Cancellation cancellation) throws IOException {
        return planner.query(
                Tenants.of(TENANT),
                new MissingSources(false),
                cancellation,
                plans -> PlannedPart.sources(plans.getFirst().parts()));
    }

    @Test
    void allQueriesOfATenantEndAtTheirDeadlines() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<ProfileSource>>> queries = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                queries.add(
                        clients.submit(() -> query(Cancellation.after(Duration.ofMillis(100)))));
            }
            for (Future<List<ProfileSource>> query : queries) {
                assertThatThrownBy(query::get)
                        .rootCause()
                        .isInstanceOf(QueryAbortedException.class)
                        .extracting("reason")
                        .isEqualTo(QueryAbortedException.Reason.DEADLINE);
            }
        }
        mayAnswer.countDown();
        assertThat(query(Cancellation.after(Duration.ofMinutes(1)))).isEmpty();
    }

    @Test
    void aQueryThatIsCancelledEndsWhileItIsPlanned() throws Exception {
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(9));
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<ProfileSource>> query = clients.submit(() -> query(cancellation));
            asked.await();
            cancellation.cancel();

            assertThatThrownBy(query::get)
                    .rootCause()
                    .isInstanceOf(QueryAbortedException.class)
                    .extracting("reason")
                    .isEqualTo(QueryAbortedException.Reason.CANCELLED);
        }
    }

    @Test
    void whoeverWaitsForAnotherReaderOfTheIndexCanBeInterrupted() throws Exception {
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<IndexStore.Version> first = readers.submit(index::refresh);
            asked.await();
            Thread.currentThread().interrupt();

            assertThatThrownBy(index::refresh).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            mayAnswer.countDown();
            assertThat(first.get().number()).isZero();
        }
    }
}
