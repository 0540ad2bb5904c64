// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The processor cores that queries share: a fixed number of threads, and a bounded queue before
/// them.
public final class QueryPool implements AutoCloseable {

    /// Does some of the tasks of a query, one after another, on one thread.
    @FunctionalInterface
    public interface Worker {

        /// Does one task.
        void run(int task) throws IOException;
    }

    private static final int QUEUE = 1024;

    private final int threads;
    private final ThreadPoolExecutor executor;

    /// Starts the threads.
    public QueryPool(int threads) {
        this.threads = threads;
        this.executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        Thread.ofPlatform().daemon().name("query-", 0).factory());
    }

    /// Workers that wait for a thread.
    public int queued() {
        return executor.getQueue().size();
    }

    /// Threads at work.
    public int active() {
        return executor.getActiveCount();
    }

    /// Does the tasks from 0 to `tasks`, shared out among as many workers as there are threads, and
    /// returns the workers. What workers wrote is visible to the caller. Workers are interrupted
    /// when the query is to stop, since they may wait for others, or a store that hangs.
    ///
    /// @param failures told what a task that failed threw; the others go on if it returns
    /// @throws IOException what the first task that failed threw; the tasks not yet begun are left
    /// @throws QueryAbortedException if the query is to stop, or the caller is interrupted
    <W extends Worker> List<W> run(
            int tasks, Supplier<W> newWorker, Cancellation cancellation, SourceFailures failures)
            throws IOException {
        int count = Math.min(threads, tasks);
        Shared shared = new Shared(tasks, count, cancellation, failures);
        List<W> workers = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            W worker = newWorker.get();
            try {
                running.add(executor.submit(() -> shared.work(worker)));
                workers.add(worker);
            } catch (RejectedExecutionException _) {
                if (i == 0) {
                    throw new QueryAbortedException(QueryAbortedException.Reason.OVERLOADED);
                }
                shared.ended();
            }
        }
        try {
            shared.await();
        } catch (QueryAbortedException e) {
            running.forEach(each -> each.cancel(true));
            throw e;
        }
        return workers;
    }

    /// Ends the threads; queries at work are interrupted.
    @Override
    public void close() {
        executor.shutdownNow();
    }

    /// What the workers of one run share.
    private record Shared(
            int tasks,
            AtomicInteger working,
            CompletableFuture<Boolean> done,
            Cancellation cancellation,
            SourceFailures failures,
            AtomicInteger next,
            AtomicReference<@Nullable Throwable> failure) {

        Shared(int tasks, int workers, Cancellation cancellation, SourceFailures failures) {
            this(
                    tasks,
                    new AtomicInteger(workers),
                    new CompletableFuture<>(),
                    cancellation,
                    failures,
                    new AtomicInteger(),
                    new AtomicReference<>());
            if (workers == 0) {
                done.complete(true);
            }
        }

        void ended() {
            if (working.decrementAndGet() == 0) {
                done.complete(true);
            }
        }

        @SuppressWarnings("CatchingUnchecked") // rethrown to whoever waits
        void work(Worker worker) {
            try {
                int task = next.getAndIncrement();
                while (task < tasks && failure.get() == null) {
                    cancellation.check();
                    run(worker, task);
                    task = next.getAndIncrement();
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            } finally {
                ended();
            }
        }

        private void run(Worker worker, int task) throws IOException {
            try {
                worker.run(task);
            } catch (IOException e) {
                failures.failed(e);
            }
        }

        void await() throws IOException {
            cancellation.await(done);
            Throwable thrown = failure.get();
            switch (thrown) {
                case null -> {}
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(thrown);
            }
        }
    }
}
