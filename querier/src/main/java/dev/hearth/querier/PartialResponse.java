// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.Tenants;
import dev.hearth.query.Selection;
import dev.hearth.server.CallHeaders;
import dev.hearth.server.StatusException;
import java.util.Locale;

/// Answers that lack what cannot be read: whether a request takes them, and how it is told.
final class PartialResponse {

    /// In a request `allow` or `deny`; in an answer what is missing.
    static final String HEADER = "hearth-partial-response";

    /// Characters of one reason that are told.
    private static final int LONGEST = 300;

    private final Limits limits;
    private final QuerierMetrics metrics;

    PartialResponse(Limits limits, QuerierMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    /// What the query of the request at hand may lack.
    ///
    /// @param selection what it asks for
    /// @throws StatusException if the request's header says neither `allow` nor `deny`
    MissingSources begin(Tenants tenants, Selection selection) throws StatusException {
        String asked = CallHeaders.current().asked(HEADER);
        if (asked == null) {
            return missing(limits.queries(tenants).partialResponse(), selection);
        }
        return switch (asked.strip().toLowerCase(Locale.ROOT)) {
            case "allow" -> missing(true, selection);
            case "deny" -> missing(false, selection);
            default ->
                    throw RequestReader.invalid(
                            "header Hearth-Partial-Response is \"%s\" (expected allow or deny)"
                                    .formatted(asked));
        };
    }

    private static MissingSources missing(boolean isAllowed, Selection selection) {
        return new MissingSources(isAllowed, selection.startNanos(), selection.endNanos());
    }

    /// Says in the answer what it lacks, if it lacks anything. Of a request that makes several
    /// queries, each says its own.
    void tell(MissingSources missing) {
        if (missing.count() == 0) {
            return;
        }
        metrics.partiallyAnswered();
        StringBuilder text = new StringBuilder();
        CallHeaders call = CallHeaders.current();
        String before = call.answered().get(HEADER);
        if (before != null) {
            text.append(before).append("; ");
        }
        text.append(missing.count()).append(" missing: ");
        String separator = "";
        for (String reason : missing.reasons()) {
            text.append(separator)
                    .append(reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason);
            separator = ", ";
        }
        call.answer(HEADER, text.toString());
    }
}
