// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BlockCacheTest {

    private final BlockCache cache = new BlockCache(100);

    private record Part(String name, long weightBytes) implements BlockCache.Weighted {}

    private Part get(String name, long weight) throws IOException {
        return cache.get(key(name), Part.class, () -> new Part(name, weight));
    }

    private static BlockCache.Key key(String name) {
        return new BlockCache.Key(name, "", "", 0);
    }

    @Test
    void loadsOnce() throws IOException {
        Part first = get("a", 10);

        assertThat(get("a", 10)).isSameAs(first);
        assertThat(cache.stats()).isEqualTo(new BlockCache.Stats(1, 1, 0, 1, 10, 100));
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        Part a = get("a", 40);
        get("b", 40);
        get("a", 40);
        get("c", 40);

        assertThat(get("a", 40)).isSameAs(a);
        assertThat(cache.stats().evictions()).isEqualTo(1);
        assertThat(cache.stats().weightBytes()).isEqualTo(80);
    }

    @Test
    void aPartLargerThanTheCacheIsNotKept() throws IOException {
        get("a", 10);
        get("b", 101);

        assertThat(cache.stats().entries()).isEqualTo(1);
        assertThat(cache.stats().weightBytes()).isEqualTo(10);
    }

    @Test
    void aFailureIsNotKept() throws IOException {
        assertThatThrownBy(() ->
                        cache.get(
                                key("a"),
                                Part.class,
                                () -> {
                                    throw new IOException("down");
                                }))
                .hasMessage("down");

        assertThat(get("a", 1).name()).isEqualTo("a");
    }

    @Test
    void thoseWhoAskAtTheSameTimeShareOneLoad() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockCache.Loader<Part> loader =
                () -> {
                    loads.incrementAndGet();
                    started.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return new Part("a", 1);
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Part>> answers = new ArrayList<>();
            answers.add(threads.submit(() -> cache.get(key("a"), Part.class, loader)));
            started.await();
            for (int i = 0; i < 10; i++) {
                answers.add(threads.submit(() -> cache.get(key("a"), Part.class, loader)));
            }
            go.countDown();
            for (Future<Part> answer : answers) {
                assertThat(answer.get()).isSameAs(answers.getFirst().get());
            }
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aReaderWhoWaitedForAnInterruptedOneLoadsItself() throws Exception {
        CountDownLatch isLoading = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Part> interrupted =
                    readers.submit(() ->
                            cache.get(
                                    key("a"),
                                    Part.class,
                                    () -> {
                                        isLoading.countDown();
                                        awaitUninterruptibly(mayFail);
                                        throw new ClosedByInterruptException();
                                    }));
            isLoading.await();
            Future<Part> other = readers.submit(() -> get("a", 10));
            while (cache.stats().hits() == 0) {
                Thread.onSpinWait();
            }
            mayFail.countDown();

            assertThat(other.get().name()).isEqualTo("a");
            assertThatThrownBy(interrupted::get)
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void aReaderWhoWaitsForAnotherCanBeInterrupted() throws Exception {
        CountDownLatch isLoading = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Part> hanging =
                    readers.submit(() ->
                            cache.get(
                                    key("a"),
                                    Part.class,
                                    () -> {
                                        isLoading.countDown();
                                        awaitUninterruptibly(mayEnd);
                                        return new Part("a", 1);
                                    }));
            isLoading.await();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> get("a", 10)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            mayEnd.countDown();
            assertThat(hanging.get().name()).isEqualTo("a");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
