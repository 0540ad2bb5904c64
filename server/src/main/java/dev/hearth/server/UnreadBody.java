// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The body of one request: what its reader does not take is read and thrown away, within the
/// bounds of [UnreadBodies].
///
/// For one reader. Confined to the request's event loop, but for [#subscribe], [#request] and
/// [#cancel].
final class UnreadBody implements Publisher<HttpObject>, Subscriber<HttpObject>, Subscription {

    private enum State {
        /// The reader gets what comes in.
        WANTED,
        /// The reader is gone, and nobody gets it.
        UNWANTED,
        ENDED
    }

    private final UnreadBodies bodies;
    private final ServiceRequestContext http;
    private final HttpRequest request;
    private final EventLoop loop;
    private State state = State.WANTED;
    private long unwantedBytes;
    private @Nullable Subscriber<? super HttpObject> reader;
    private @Nullable Subscription source;
    private @Nullable ScheduledFuture<?> timer;

    UnreadBody(UnreadBodies bodies, ServiceRequestContext http, HttpRequest request) {
        this.bodies = bodies;
        this.http = http;
        this.request = request;
        this.loop = http.eventLoop().withoutContext();
    }

    @Override
    public void subscribe(Subscriber<? super HttpObject> reader) {
        this.reader = reader;
        request.subscribe(this, loop, SubscriptionOption.WITH_POOLED_OBJECTS);
    }

    @Override
    public void onSubscribe(Subscription source) {
        this.source = source;
        if (reader != null) {
            reader.onSubscribe(this);
        }
    }

    @Override
    public void request(long count) {
        if (source != null) {
            source.request(count);
        }
    }

    /// Says that the rest is not wanted.
    @Override
    public void cancel() {
        if (loop.inEventLoop()) {
            discard();
        } else {
            loop.execute(this::discard);
        }
    }

    private void discard() {
        if (state != State.WANTED) {
            return;
        }
        reader = null;
        if (!bodies.tryEnter()) {
            cutOff();
            return;
        }
        state = State.UNWANTED;
        timer = loop.schedule(this::cutOff, bodies.bounds().time().toNanos(), TimeUnit.NANOSECONDS);
        request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
        if (reader != null) {
            reader.onNext(object);
        } else if (object instanceof HttpData data) {
            unwantedBytes += data.length();
            data.close();
            if (unwantedBytes > bodies.bounds().bytes()) {
                cutOff();
            }
        }
    }

    /// Ends the stream before the client has sent it all. By HTTP/1.1 that needs an end of the
    /// connection: there is no other way to stop it from sending.
    private void cutOff() {
        if (state == State.ENDED) {
            return;
        }
        end();
        if (!http.sessionProtocol().isMultiplex()) {
            CompletableFuture<Void> _ = http.initiateConnectionShutdown();
        }
        if (source != null) {
            source.cancel();
        }
    }

    @Override
    public void onComplete() {
        end();
        if (reader != null) {
            reader.onComplete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
        if (reader != null) {
            reader.onError(failure);
        }
    }

    private void end() {
        if (state == State.UNWANTED) {
            bodies.leave();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        state = State.ENDED;
    }
}
