// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.hearth.model.TenantId;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Limits;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// `POST /ingest`: one profile a request, its name and time in the query.
final class IngestRoutes {

    private static final int UNPROCESSABLE = 422;
    private static final int TOO_LARGE = 413;

    private final Distributor distributor;
    private final Limits limits;
    private final Clock clock;

    IngestRoutes(Distributor distributor, Limits limits, Clock clock) {
        this.distributor = distributor;
        this.limits = limits;
        this.clock = clock;
    }

    List<Route> all() {
        return List.of(
                new Route("POST", "/ingest", Route.Access.TENANT, this::ingest),
                new Route("POST", "/pyroscope/ingest", Route.Access.TENANT, this::ingest));
    }

    private HttpReply ingest(HttpCall call) throws StatusException {
        TenantId tenant = call.tenant();
        checkSize(tenant, call.body().length);
        IngestMetadata metadata = IngestMetadata.of(call, clock.instant());
        String contentType = call.header("Content-Type");
        IngestFormat format = IngestFormat.of(call.query("format"), contentType);
        return switch (format) {
            case PPROF -> pprof(call, metadata);
            case JFR, SPEEDSCOPE, TRIE, TREE, LINES, GROUPS -> throw unsupported(format);
        };
    }

    private void checkSize(TenantId tenant, long bytes) throws StatusException {
        long limit = limits.of(tenant).ingest().bodyLimitBytes();
        if (limit > 0 && bytes > limit) {
            distributor.discard(tenant, DiscardReason.BODY_SIZE_LIMIT_EXCEEDED, bytes);
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    TOO_LARGE,
                    "request body too large: it has %d bytes (limit %d). To change it, set -distributor.ingestion-body-limit-mb."
                            .formatted(bytes, limit));
        }
    }

    private HttpReply pprof(HttpCall call, IngestMetadata metadata) throws StatusException {
        byte[] payload = call.body();
        Map<String, String> config = null;
        String contentType = call.header("Content-Type");
        if (contentType != null && MultipartForm.isForm(contentType) && payload.length > 0) {
            try {
                MultipartForm form = MultipartForm.parse(contentType, payload);
                if (form.part("prev_profile") != null) {
                    throw unprocessable(
                            "part prev_profile is of an unsupported client version (expected one that sends deltas). Please update github.com/grafana/pyroscope-go.");
                }
                byte[] types = form.part("sample_type_config");
                config = types == null ? null : SampleTypeConfig.parse(types);
                byte[] profile = form.part("profile");
                payload = profile == null ? new byte[0] : profile;
            } catch (IllegalArgumentException e) {
                throw unprocessable(String.valueOf(e.getMessage()));
            }
        }
        if (payload.length == 0) {
            return HttpReply.ok();
        }
        return push(call.tenant(), new PprofIngest(metadata, payload, config));
    }

    private HttpReply push(TenantId tenant, Upload upload) throws StatusException {
        return switch (distributor.push(tenant, List.of(upload)).getFirst()) {
            case PushOutcome.Accepted() -> HttpReply.ok();
            case PushOutcome.Unavailable(String message) -> unavailable(message);
            case PushOutcome.Refused(DiscardReason reason, String message) -> {
                if (reason == DiscardReason.RATE_LIMITED) {
                    throw new StatusException(Code.RESOURCE_EXHAUSTED, message);
                }
                throw unprocessable(message);
            }
        };
    }

    private static StatusException unsupported(IngestFormat format) {
        return unprocessable(
                "format %s is not supported yet (expected pprof or folded text)"
                        .formatted(format.name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static StatusException unprocessable(String message) {
        return new StatusException(Code.UNKNOWN, UNPROCESSABLE, message);
    }

    private static HttpReply unavailable(String message) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(message));
        return HttpReply.json(
                        Code.UNAVAILABLE.httpStatus(),
                        "{\"code\":\"%s\",\"message\":\"%s\"}"
                                .formatted(Code.UNAVAILABLE.wireName(), quoted))
                .withHeader("Retry-After", "1");
    }
}
