// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The life of one request: its [Context], which is cancelled when the caller goes away or the
/// deadline passes, and the thread that works on it, which is then interrupted if it may be. Safe
/// for many threads.
final class RequestScope {

    private final Context.CancellableContext context;
    private final boolean interruptible;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread worker;

    RequestScope(Context context, boolean interruptible) {
        this.context = context.withCancellation();
        this.interruptible = interruptible;
    }

    /// Ends the request before it is answered.
    ///
    /// @param cause a [TimeoutException] for the deadline, null when the caller went away
    void cancel(@Nullable Throwable cause) {
        if (!context.cancel(cause)) {
            return;
        }
        lock.lock();
        try {
            if (interruptible && worker != null) {
                worker.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Has something done when the request is ended, or at once if it is already.
    void onCancel(Runnable action) {
        context.addListener(_ -> action.run(), Runnable::run);
    }

    /// Whether it was ended before it was answered.
    boolean isCancelled() {
        return context.isCancelled();
    }

    /// Whether that was because its time was over.
    boolean isTimedOut() {
        return context.cancellationCause() instanceof TimeoutException;
    }

    /// Works on the request in this thread.
    <T> T call(Callable<T> work) throws Exception {
        lock.lock();
        try {
            worker = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            return context.call(work);
        } finally {
            lock.lock();
            try {
                worker = null;
                // An interrupt that came too late must not hit what this thread does next.
                Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Ends the request after its answer; nobody is interrupted.
    void close() {
        context.cancel(null);
    }
}
