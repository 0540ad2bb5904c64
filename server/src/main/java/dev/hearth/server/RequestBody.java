// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Collects the body of one request, no more of it than allowed. Confined to the request's event
/// loop.
final class RequestBody implements Subscriber<HttpObject> {

    private final long limit;
    private final ByteBudget.Share share;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final List<byte[]> parts = new ArrayList<>();
    private int length;
    private @Nullable Subscription subscription;

    private RequestBody(long limit, ByteBudget.Share share) {
        this.limit = limit;
        this.share = share;
    }

    /// Starts to collect.
    ///
    /// @param limit most bytes; never above what an array holds
    /// @return completes on the event loop with the body, or exceptionally with a
    ///   [BodyTooLargeException], a [StatusException] when the server has no room, or the
    ///   connection's failure
    static CompletableFuture<byte[]> collect(
            HttpRequest request, EventExecutor loop, long limit, ByteBudget.Share share) {
        RequestBody body = new RequestBody(limit, share);
        if (request.headers().contentLength() > limit) {
            request.abort();
            body.whole.completeExceptionally(new BodyTooLargeException(limit));
        } else {
            request.subscribe(body, loop);
        }
        return body.whole;
    }

    @Override
    public void onSubscribe(Subscription started) {
        subscription = started;
        started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
        if (whole.isDone() || !(object instanceof HttpData data) || data.isEmpty()) {
            return;
        }
        if (length + (long) data.length() > limit) {
            fail(new BodyTooLargeException(limit));
            return;
        }
        try {
            share.take(data.length());
        } catch (StatusException e) {
            fail(e);
            return;
        }
        parts.add(data.array());
        length += data.length();
    }

    private void fail(Exception failure) {
        parts.clear();
        if (subscription != null) {
            subscription.cancel();
        }
        whole.completeExceptionally(failure);
    }

    @Override
    public void onError(Throwable failure) {
        parts.clear();
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (parts.size() == 1) {
            whole.complete(parts.getFirst());
            return;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        parts.clear();
        whole.complete(bytes);
    }
}
