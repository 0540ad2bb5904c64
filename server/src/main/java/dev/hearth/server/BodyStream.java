// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The body of one request, read as it comes in: one piece is held, and the next is asked for when
/// that is read. For one reader; the network's side calls from its event loop.
final class BodyStream extends InputStream implements Subscriber<HttpObject> {

    private static final byte[] NOTHING = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by the lock.
    private byte[] piece = NOTHING;
    private int position;
    private boolean isComplete;
    private @Nullable Throwable failure;
    private @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription started) {
        lock.lock();
        try {
            subscription = started;
            if (failure != null) {
                started.cancel();
            } else {
                started.request(1);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onNext(HttpObject object) {
        lock.lock();
        try {
            if (object instanceof HttpData data && !data.isEmpty() && failure == null) {
                piece = data.array();
                position = 0;
                changed.signalAll();
            } else {
                next();
            }
        } finally {
            lock.unlock();
        }
    }

    private void next() {
        if (subscription != null && failure == null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable cause) {
        end(cause);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable cause) {
        lock.lock();
        try {
            isComplete = true;
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends it from our side: whoever reads gets an exception, and the rest is not taken.
    void cancel() {
        lock.lock();
        try {
            if (failure == null) {
                failure = new IOException("the request was cancelled");
            }
            piece = NOTHING;
            position = 0;
            if (subscription != null) {
                subscription.cancel();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        cancel();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (position == piece.length && !isComplete && failure == null) {
                changed.await();
            }
            if (failure != null) {
                throw new IOException("the body did not come in whole", failure);
            }
            if (position == piece.length) {
                return -1;
            }
            int count = Math.min(length, piece.length - position);
            System.arraycopy(piece, position, into, offset, count);
            position += count;
            if (position == piece.length) {
                piece = NOTHING;
                position = 0;
                next();
            }
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the body came in", e);
        } finally {
            lock.unlock();
        }
    }
}
