// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets requests be answered before their bodies are read, without harm to the answer.
///
/// A stream of HTTP/2 that is reset behind its answer takes the answer with it: a client that still
/// sends the body may see the reset alone. So what a service does not read, because it cancelled,
/// aborted or never began, is read here and thrown away, within bounds; only then the stream is
/// reset or, by HTTP/1.1, the connection closed. See [UnreadBody] for one of them. Whoever waits
/// there has been answered: it has no place among the requests at hand and holds no bytes.
final class UnreadBodies implements DecoratingHttpServiceFunction {

    /// What every service must have as its options: a stream is reset a moment after its request
    /// has ended, not at once. The end is seen in the midst of the client's last frame, when the
    /// stream still looks as if more could come; behind that frame there is nothing to reset.
    static final ServiceOptions OPTIONS =
            ServiceOptions.builder().closeHttp2StreamDelayMillis(1).build();

    /// Any negative number says that an answer does not end its request.
    private static final long NEVER = -1;

    /// What bounds the reading of bodies that nobody wants.
    ///
    /// @param bodies most of them at once, in the whole server; the next one is cut off at once
    /// @param bytes most bytes that are read of one
    /// @param time longest time for one
    record Bounds(int bodies, long bytes, Duration time) {}

    private final Bounds bounds;
    private final AtomicInteger current = new AtomicInteger();

    UnreadBodies(Bounds bounds) {
        this.bounds = bounds;
    }

    Bounds bounds() {
        return bounds;
    }

    /// Takes a place for one more body, which must [#leave]; or takes none and says false.
    boolean tryEnter() {
        if (current.incrementAndGet() > bounds.bodies()) {
            current.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        current.decrementAndGet();
    }

    /// How many are being read.
    int current() {
        return current.get();
    }

    @Override
    public HttpResponse serve(HttpService service, ServiceRequestContext http, HttpRequest request)
            throws Exception {
        if (!request.isOpen()) {
            return service.serve(http, request); // all of it is here
        }
        http.setRequestAutoAbortDelayMillis(NEVER);
        HttpRequest kept = HttpRequest.of(request.headers(), new UnreadBody(this, http, request));
        HttpResponse response = service.serve(http, kept);
        CompletableFuture<Void> _ =
                response.whenComplete()
                        .whenComplete((_, _) -> kept.abort(ResponseCompleteException.get()));
        return response;
    }
}
