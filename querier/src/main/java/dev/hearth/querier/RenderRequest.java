// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.server.AtTime;
import dev.hearth.server.HttpCall;
import dev.hearth.server.StatusException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The query parameters of the plain routes.
///
/// @param call the request
/// @param now what relative times count from, and times that are not given
record RenderRequest(HttpCall call, Instant now) {

    TypedSelector query(String field) throws StatusException {
        String text = call.query(field);
        if (text == null || text.isEmpty()) {
            throw RequestReader.invalid("\"%s\" is required".formatted(field));
        }
        return TypedSelector.parse(field, text);
    }

    Instant time(String field) throws StatusException {
        String text = call.query(field);
        return text == null || text.isEmpty() ? now : AtTime.parse(text, now);
    }

    /// Nodes wanted, 0 if the client does not say.
    long maxNodes() {
        long nodes = number(call.query("maxNodes"));
        return nodes != 0 ? nodes : number(call.query("max-nodes"));
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    SelectMergeStacktracesRequest stacktraces(String field, String from, String until)
            throws StatusException {
        TypedSelector query = query(field);
        return SelectMergeStacktracesRequest.newBuilder()
                .setProfileTypeID(query.type().id())
                .setLabelSelector(query.selector())
                .setStart(time(from).toEpochMilli())
                .setEnd(time(until).toEpochMilli())
                .setMaxNodes(maxNodes())
                .build();
    }
}
