// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Context;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Headers of the request at hand and of its answer, the same for routes, Connect and gRPC. Safe
/// for many threads.
public final class CallHeaders {

    static final Context.Key<CallHeaders> KEY = Context.key("call-headers");

    private final Function<String, @Nullable String> asked;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> answered = new TreeMap<>();

    /// @param asked the value of a header of the request by its name in lower case, or null
    CallHeaders(Function<String, @Nullable String> asked) {
        this.asked = asked;
    }

    /// Those of the request that this thread answers; outside a request, some that nobody sees.
    public static CallHeaders current() {
        CallHeaders headers = KEY.get();
        return headers == null ? new CallHeaders(_ -> null) : headers;
    }

    /// Those of a request that is none: for tests.
    ///
    /// @param headers names in lower case, and values
    public static CallHeaders of(Map<String, String> headers) {
        return new CallHeaders(Map.copyOf(headers)::get);
    }

    /// A header of the request, or null.
    ///
    /// @param name in lower case
    public @Nullable String asked(String name) {
        return asked.apply(name);
    }

    /// Sets a header of the answer, if it is not sent yet and is no refusal. What a header cannot
    /// hold is replaced by question marks.
    ///
    /// @param name in lower case
    public void answer(String name, String value) {
        StringBuilder text = new StringBuilder(value);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                text.setCharAt(i, '?');
            }
        }
        lock.lock();
        try {
            answered.put(name, text.toString());
        } finally {
            lock.unlock();
        }
    }

    /// The headers of the answer so far.
    public Map<String, String> answered() {
        lock.lock();
        try {
            return Map.copyOf(answered);
        } finally {
            lock.unlock();
        }
    }

    /// The reply with the headers of the answer.
    HttpReply over(HttpReply reply) {
        HttpReply with = reply;
        for (Map.Entry<String, String> header : answered().entrySet()) {
            with = with.withHeader(header.getKey(), header.getValue());
        }
        return with;
    }
}
