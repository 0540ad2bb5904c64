// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replies as Armeria sends them, and the replies that the server gives on its own.
final class Replies {

    static final HttpReply NOT_FOUND = HttpReply.text(404, "404 page not found\n");

    /// The answer to unknown paths below `/api`.
    static final HttpReply API_NOT_FOUND =
            HttpReply.json(404, "{\"code\":5,\"message\":\"Not Found\",\"details\":[]}");

    private Replies() {}

    /// An answer without a body.
    static HttpReply empty(int status) {
        return HttpReply.of(status, "", new byte[0]);
    }

    /// A refusal of a plain route.
    static HttpReply error(StatusException failure) {
        return HttpReply.json(failure.httpStatus(), errorJson(failure))
                .withHeader("x-content-type-options", "nosniff");
    }

    /// A refusal as a route shows it.
    static HttpReply error(StatusException failure, Route.Manner manner) {
        return switch (manner) {
            case JSON -> error(failure);
            case TEXT ->
                    HttpReply.text(failure.httpStatus(), failure.getMessage() + "\n")
                            .withHeader("x-content-type-options", "nosniff");
        };
    }

    /// `{"code":…,"message":…}`.
    static String errorJson(StatusException failure) {
        return "{\"code\":\"%s\",\"message\":\"%s\"}"
                .formatted(failure.code().wireName(), quoted(failure.getMessage()));
    }

    /// Text as it stands between quotes in JSON.
    static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /// Makes the answer, gzipped if the client takes that and it is worth it.
    static HttpResponse toHttp(HttpReply reply, @Nullable String acceptEncoding) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.valueOf(reply.status()));
        if (!reply.contentType().isEmpty()) {
            headers.set("content-type", reply.contentType());
        }
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue());
        }
        byte[] body = reply.body();
        if (isCompressible(reply)) {
            headers.set("vary", "Accept-Encoding");
            if (Gzip.isAccepted(acceptEncoding)) {
                body = Gzip.pack(body);
                headers.set("content-encoding", "gzip");
            }
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private static boolean isCompressible(HttpReply reply) {
        String type = reply.contentType();
        return reply.body().length >= Gzip.MIN_BYTES
                && !reply.headers().containsKey("content-encoding")
                && !type.startsWith("image/")
                && !type.startsWith("font/")
                && !type.equals("application/octet-stream");
    }
}
