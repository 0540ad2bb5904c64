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
    private final Map<Wish, Turn> waiting = new HashMap<>();
    private int callers;

    /// A run that has not begun, and who shares it.
    private static final class Turn {
        private final CompletableFuture<RunReport> report = new CompletableFuture<>();
        private int callers = 1;
    }

    /// @param most callers at a time, those of the run under way too
    RunLine(Compactor compactor, int most) {
        this.compactor = compactor;
        this.most = most;
    }

    /// Runs, or waits for a run of the same kind that has not begun yet.
    ///
    /// @return what it did; null if there are too many who wait
    @Nullable RunReport run(Wish wish) throws IOException {
        Turn own = new Turn();
        Turn other;
        lock.lock();
        try {
            if (callers >= most) {
                return null;
            }
            callers++;
            other = waiting.putIfAbsent(wish, own);
            if (other != null) {
                other.callers++;
            }
        } finally {
            lock.unlock();
        }
        try {
            return other == null ? first(wish, own) : join(other.report);
        } finally {
            lock.lock();
            try {
                callers--;
            } finally {
                lock.unlock();
            }
        }
    }

    /// Callers whose run has not begun.
    int waiting() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(turn -> turn.callers).sum();
        } finally {
            lock.unlock();
        }
    }

    private RunReport first(Wish wish, Turn own) throws IOException {
        try {
            RunReport report = compactor.run(wish, () -> began(wish, own));
            own.report.complete(report);
            return report;
        } catch (IOException | RuntimeException | Error e) {
            began(wish, own);
            own.report.completeExceptionally(e);
            throw e;
        }
    }

    /// From now on it is too late to join.
    private void began(Wish wish, Turn own) {
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
