// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.Cancellation;
import io.grpc.Context;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// Does the same for each tenant or each part of a query, some at a time, on threads that can be
/// left alone with a store that hangs. Safe for many threads.
///
/// @param atOnce how many are worked on at a time
record SomeAtATime(int atOnce) {

    /// What is done for one.
    @FunctionalInterface
    interface Work<X, T> {

        T on(X one) throws IOException;
    }

    /// Waits until it is done for all, or has failed for one; the others are interrupted then.
    ///
    /// @param all what it is done for
    /// @return what came of it, in the same order
    /// @throws IOException what went wrong, or that the query is to stop
    <X, T> List<T> call(List<X> all, Cancellation cancellation, Work<X, T> work)
            throws IOException {
        if (all.isEmpty()) {
            return List.of();
        }
        List<FutureTask<T>> tasks =
                all.stream().map(one -> new FutureTask<>(() -> work.on(one))).toList();
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger open = new AtomicInteger(tasks.size());
        Runnable some =
                () -> {
                    while (!settled.isDone()) {
                        int mine = next.getAndIncrement();
                        if (mine >= tasks.size()) {
                            return;
                        }
                        tasks.get(mine).run();
                        boolean failed = tasks.get(mine).state() == Future.State.FAILED;
                        if (open.decrementAndGet() == 0 || failed) {
                            settled.complete(!failed);
                        }
                    }
                };
        try {
            for (int i = Math.min(atOnce, tasks.size()); i > 0; i--) {
                Thread.ofVirtual().name("query-piece").start(Context.current().wrap(some));
            }
            cancellation.await(settled);
        } finally {
            settled.complete(false);
            tasks.forEach(task -> task.cancel(true));
        }
        for (FutureTask<T> task : tasks) {
            if (task.state() == Future.State.FAILED) {
                throw failure(task.exceptionNow());
            }
        }
        return tasks.stream().map(FutureTask::resultNow).toList();
    }

    private static IOException failure(Throwable cause) {
        return switch (cause) {
            case IOException failure -> failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            default -> throw new IllegalStateException(cause);
        };
    }
}
