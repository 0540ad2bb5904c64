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

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    TypedSelector query(String field) throws StatusException {
        String text = call.query(field);
        if (text == null || text.isEmpty()) {
            throw RequestReader.invalid("\"%s\" is required".formatted(field));
        }
        return TypedSelector.parse(field, text);
    }

    /// A time, milliseconds since the epoch; now if it is not given. Moved into the years 1 to
    /// 9999, so that a timeline has an end.
    long millis(String field) throws StatusException {
        String text = call.query(field);
        Instant time = text == null || text.isEmpty() ? now : AtTime.parse(text, now);
        if (time.isAfter(LATEST)) {
            return LATEST.toEpochMilli();
        }
        return time.isBefore(EARLIEST) ? EARLIEST.toEpochMilli() : time.toEpochMilli();
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
                .setStart(millis(from))
                .setEnd(millis(until))
                .setMaxNodes(maxNodes())
                .build();
    }
}
