// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Takes answers that say "later" before the client tries to read them: what balancers and proxies
/// send, it cannot.
final class WireClient implements HttpClient {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final HttpClient client;

    WireClient(HttpClient client) {
        this.client = client;
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

    private static Mono<HttpResponse> checked(Mono<HttpResponse> answer) {
        return answer.flatMap(response -> {
            RetryableException later = later(response);
            return later == null ? Mono.just(response) : Mono.error(later);
        });
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return checked(client.send(request));
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return checked(client.send(request, context));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        HttpResponse response = client.sendSync(request, context);
        RetryableException later = later(response);
        if (later != null) {
            throw new UncheckedIOException(later);
        }
        return response;
    }
}
