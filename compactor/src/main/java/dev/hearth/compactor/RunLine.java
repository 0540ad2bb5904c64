// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Runs that wait for their turn: of each kind one at most, which all who ask for that kind share.
/// Safe for many threads.
final class RunLine {

    private final Compactor compactor;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Wish, CompletableFuture<RunReport>> waiting = new HashMap<>();
    private int callers;

    /// @param most callers that wait at a time
    RunLine(Compactor compactor, int most) {
        this.compactor = compactor;
        this.most = most;
    }

    /// Runs, or waits for a run of the same kind that has not begun yet.
    ///
    /// @return what it did; null if there are too many who wait
    @Nullable RunReport run(Wish wish) throws IOException {
        CompletableFuture<RunReport> own = new CompletableFuture<>();
        CompletableFuture<RunReport> other;
        lock.lock();
        try {
            if (callers >= most) {
                return null;
            }
            callers++;
            other = waiting.putIfAbsent(wish, own);
        } finally {
            lock.unlock();
        }
        try {
            return other == null ? first(wish, own) : join(other);
        } finally {
            lock.lock();
            try {
                callers--;
            } finally {
                lock.unlock();
            }
        }
    }

    /// Who waits now.
    int callers() {
        lock.lock();
        try {
            return callers;
        } finally {
            lock.unlock();
        }
    }

    private RunReport first(Wish wish, CompletableFuture<RunReport> own) throws IOException {
        try {
            RunReport report = compactor.run(wish, () -> began(wish, own));
            own.complete(report);
            return report;
        } catch (IOException | RuntimeException | Error e) {
            began(wish, own);
            own.completeExceptionally(e);
            throw e;
        }
    }

    /// From now on it is too late to join.
    private void began(Wish wish, CompletableFuture<RunReport> own) {
        lock.lock();
        try {
            waiting.remove(wish, own);
        } finally {
            lock.unlock();
        }
    }

    private static RunReport join(CompletableFuture<RunReport> other) throws IOException {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException().initCause(e);
        } catch (ExecutionException e) {
            throw new IOException("the run failed: " + e.getCause(), e);
        }
    }
}
