// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Stands between the client and the wire.
///
/// Takes the length out of a request's head, when it is signed: the HTTP client of the JDK writes it
/// itself, from the body, and a warning is logged for each request that has one. Takes answers that
/// say "later" before the client tries to read them: what balancers and proxies send, it cannot.
final class WirePolicy implements HttpPipelinePolicy {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private static void clean(HttpPipelineCallContext context) {
        context.getHttpRequest().getHeaders().remove(HttpHeaderName.CONTENT_LENGTH);
    }

    private static @Nullable RetryableException later(HttpResponse response) {
        if (!PASSING.contains(response.getStatusCode())) {
            return null;
        }
        response.close();
        String text = "answer has status " + response.getStatusCode();
        return new RetryableException(text, new IOException(text), retryAfter(response));
    }

    private static Duration retryAfter(HttpResponse response) {
        String text = response.getHeaders().getValue(HttpHeaderName.RETRY_AFTER);
        try {
            return text == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return Duration.ZERO;
        }
    }

    @Override
    public Mono<HttpResponse> process(
            HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        clean(context);
        return next.process()
                .flatMap(
                        response -> {
                            RetryableException later = later(response);
                            return later == null ? Mono.just(response) : Mono.error(later);
                        });
    }

    @Override
    public HttpResponse processSync(
            HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        clean(context);
        HttpResponse response = next.processSync();
        RetryableException later = later(response);
        if (later != null) {
            throw new UncheckedIOException(later);
        }
        return response;
    }

    @Override
    public HttpPipelinePosition getPipelinePosition() {
        return HttpPipelinePosition.PER_RETRY;
    }
}
