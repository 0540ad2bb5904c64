// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// The records of one append on their way. Their bytes count as buffered until Kafka is done with
/// the last of them, though the one who appended may have stopped waiting.
final class PendingSend implements Callback {

    private final long bytes;
    private final AtomicLong bufferedBytes;
    private final AtomicInteger left;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    /// @param records how many; for each there is one call of [#onCompletion], [#fail] or
    ///   [#leaveOut]
    PendingSend(int records, long bytes, AtomicLong bufferedBytes) {
        this.bytes = bytes;
        this.bufferedBytes = bufferedBytes;
        this.left = new AtomicInteger(records);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            failure = exception;
        }
        countDown();
    }

    /// One could not be handed over.
    void fail(RuntimeException reason) {
        failure = reason;
        countDown();
    }

    /// One is not sent, since another failed.
    void leaveOut() {
        countDown();
    }

    private void countDown() {
        if (left.decrementAndGet() == 0) {
            bufferedBytes.addAndGet(-bytes);
            done.countDown();
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /// Waits until Kafka is done with all of them.
    ///
    /// @return false if it is not within a while
    boolean await(long timeoutNanos) throws InterruptedException {
        return done.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /// Why one of them is not known to be durable; null if all are.
    @Nullable Throwable failure() {
        return failure;
    }
}
