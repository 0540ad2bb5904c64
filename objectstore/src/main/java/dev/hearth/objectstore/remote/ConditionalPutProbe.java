// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Finds out whether a store creates an object only if there is none, with keys that nobody else
/// uses and that are deleted again.
///
/// Three ways in which stores go wrong: the condition is ignored, it is looked at before the body
/// comes and not after it, or it is looked at by each of several at the same moment.
public final class ConditionalPutProbe {

    private static final String KEYS = "probes/";
    private static final int HALF_BYTES = 1 << 17;
    private static final int CONTENDERS = 4;

    /// How long a put holds back its second half for another one to overtake it. A store that makes
    /// the other one wait is fine.
    private static final Duration HELD = Duration.ofMillis(300);

    private final ObjectStore store;

    /// @param store the store to be tried
    public ConditionalPutProbe(ObjectStore store) {
        this.store = store;
    }

    /// Tries the store.
    ///
    /// @throws UnsafeStoreException if it creates an object twice
    /// @throws IOException if it fails
    public void run() throws IOException {
        String key = KEYS + UUID.randomUUID();
        try {
            oneAfterTheOther(key + "-1");
            oneOvertakesTheOther(key + "-2");
            allAtOnce(key + "-3");
        } finally {
            for (int i = 1; i <= 3; i++) {
                store.delete(key + "-" + i);
            }
        }
    }

    private void oneAfterTheOther(String key) throws IOException {
        boolean first = store.putIfAbsent(key, bytes(1));
        boolean second = store.putIfAbsent(key, bytes(2));
        check("one put after the other", List.of(first, second));
    }

    private void oneOvertakesTheOther(String key) throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        ObjectContent slow =
                new ObjectContent(
                        2 * HALF_BYTES,
                        () ->
                                new SequenceInputStream(
                                        new ByteArrayInputStream(new byte[HALF_BYTES]),
                                        new HeldStream(begun, overtaken)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = threads.submit(() -> store.putIfAbsent(key, slow));
            await(begun);
            boolean second;
            try {
                second = store.putIfAbsent(key, bytes(2));
            } finally {
                overtaken.countDown();
            }
            check("a put that overtakes another", List.of(result(first), second));
        }
    }

    private void allAtOnce(String key) throws IOException {
        List<Future<Boolean>> puts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONTENDERS; i++) {
                byte[] mine = bytes(i);
                puts.add(threads.submit(() -> store.putIfAbsent(key, mine)));
            }
        }
        List<Boolean> created = new ArrayList<>();
        for (Future<Boolean> put : puts) {
            created.add(result(put));
        }
        check("%d puts at once".formatted(CONTENDERS), created);
    }

    private static byte[] bytes(int content) {
        return new byte[] {(byte) content};
    }

    private static void check(String what, List<Boolean> created) throws UnsafeStoreException {
        long count = created.stream().filter(each -> each).count();
        if (count != 1) {
            throw new UnsafeStoreException(
                    "%s to one key created the object %d times (expected 1: a store without conditional puts loses data)"
                            .formatted(what, count));
        }
    }

    private static boolean result(Future<Boolean> put) throws IOException {
        try {
            return put.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Waits for a while, whether it comes or not.
    private static void await(CountDownLatch latch) throws IOException {
        try {
            boolean _ = latch.await(HELD.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
                new InterruptedIOException("interrupted while trying a store");
        interrupted.initCause(e);
        return interrupted;
    }

    /// The second half of an object, which waits until the object was overtaken, or for a while.
    private static final class HeldStream extends InputStream {

        private final CountDownLatch begun;
        private final CountDownLatch overtaken;
        private int left = HALF_BYTES;

        HeldStream(CountDownLatch begun, CountDownLatch overtaken) {
            this.begun = begun;
            this.overtaken = overtaken;
        }

        @Override
        public int read() throws IOException {
            begun.countDown();
            await(overtaken);
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            begun.countDown();
            await(overtaken);
            int given = Math.min(length, left);
            left -= given;
            return length == 0 ? 0 : (given == 0 ? -1 : given);
        }
    }
}
