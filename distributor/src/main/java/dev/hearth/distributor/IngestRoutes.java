// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.distributor.form.IngestFormat;
import dev.hearth.distributor.form.MultipartForm;
import dev.hearth.distributor.form.Quote;
import dev.hearth.distributor.form.SampleTypeConfig;
import dev.hearth.formats.text.TextFormat;
import dev.hearth.formats.text.TextProfileType;
import dev.hearth.model.TenantId;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// `POST /ingest`: one profile a request, its name and time in the query. The size of a body is the
/// server's to limit.
final class IngestRoutes {

    private static final int UNPROCESSABLE = 422;

    private static final byte[] NO_BYTES = new byte[0];

    /// A tag of text uploads that are parts of a larger profile, which are not stored.
    private static final String PROFILE_ID = "profile_id";

    private final Distributor distributor;
    private final Clock clock;

    IngestRoutes(Distributor distributor, Clock clock) {
        this.distributor = distributor;
        this.clock = clock;
    }

    List<Route> all() {
        return List.of(
                new Route("POST", "/ingest", Route.Access.TENANT, this::ingest),
                new Route("POST", "/pyroscope/ingest", Route.Access.TENANT, this::ingest));
    }

    private HttpReply ingest(HttpCall call) throws StatusException {
        IngestMetadata metadata = metadata(call);
        String contentType = call.header("Content-Type");
        IngestFormat format = IngestFormat.of(call.query("format"), contentType);
        return switch (format) {
            case PPROF -> pprof(call, metadata);
            case TRIE -> text(call, metadata, TextFormat.TRIE);
            case TREE -> text(call, metadata, TextFormat.TREE);
            case LINES -> text(call, metadata, TextFormat.LINES);
            case GROUPS -> text(call, metadata, TextFormat.FOLDED);
            case JFR -> jfr(call, metadata);
            case SPEEDSCOPE -> speedscope(call, metadata);
        };
    }

    private IngestMetadata metadata(HttpCall call) throws StatusException {
        try {
            return IngestMetadata.of(call, clock.instant());
        } catch (StatusException e) {
            discard(call, DiscardReason.INVALID_LABELS);
            throw e;
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
                    throw new IllegalArgumentException(
                            "unsupported client version. Please update github.com/grafana/pyroscope-go: part prev_profile says that profiles are cumulative (expected deltas)");
                }
                byte[] types = form.part("sample_type_config");
                config = types == null ? null : SampleTypeConfig.parse(types);
                byte[] profile = form.part("profile");
                payload = profile == null ? new byte[0] : profile;
            } catch (IllegalArgumentException e) {
                discard(call, DiscardReason.MALFORMED_PROFILE);
                throw unprocessable(String.valueOf(e.getMessage()));
            }
        }
        if (payload.length == 0) {
            return HttpReply.ok();
        }
        PprofIngest upload = new PprofIngest(metadata, payload, config);
        return reply(push(call.tenant(), upload), UNPROCESSABLE);
    }

    private HttpReply jfr(HttpCall call, IngestMetadata metadata) throws StatusException {
        byte[] recording = call.body();
        byte[] contexts = NO_BYTES;
        String contentType = call.header("Content-Type");
        if (contentType != null && MultipartForm.isForm(contentType)) {
            try {
                MultipartForm form = MultipartForm.parse(contentType, recording);
                byte[] part = form.part("jfr");
                if (part == null) {
                    throw new IllegalArgumentException(
                            "part jfr is missing (expected a JFR recording)");
                }
                byte[] labels = form.part("labels");
                recording = part;
                contexts = labels == null ? NO_BYTES : labels;
            } catch (IllegalArgumentException e) {
                discard(call, DiscardReason.MALFORMED_PROFILE);
                throw unprocessable(String.valueOf(e.getMessage()));
            }
        }
        return reply(
                push(call.tenant(), new JfrIngest(metadata, recording, contexts)), UNPROCESSABLE);
    }

    /// The last part of the application's name says what the values are.
    private HttpReply text(HttpCall call, IngestMetadata metadata, TextFormat format)
            throws StatusException {
        if (metadata.name().tags().containsKey(PROFILE_ID)) {
            return HttpReply.ok();
        }
        String suffix = metadata.name().suffix();
        TextProfileType type = TextProfileType.ofSuffix(suffix);
        if (type == null || suffix.isEmpty()) {
            discard(call, DiscardReason.MALFORMED_PROFILE);
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "unknown profile type: %s (expected a name that ends in one, such as %s.cpu)"
                            .formatted(Quote.of(suffix), Quote.of(metadata.name().service())));
        }
        TextIngest upload = new TextIngest(metadata, call.body(), format, type);
        PushOutcome outcome = push(call.tenant(), upload);
        boolean isUnreadable =
                outcome instanceof PushOutcome.Refused(DiscardReason reason, String _)
                        && reason == DiscardReason.MALFORMED_PROFILE;
        return reply(outcome, isUnreadable ? UNPROCESSABLE : Code.INVALID_ARGUMENT.httpStatus());
    }

    private HttpReply speedscope(HttpCall call, IngestMetadata metadata) throws StatusException {
        if (metadata.name().tags().containsKey(PROFILE_ID)) {
            return HttpReply.ok();
        }
        SpeedscopeIngest upload = new SpeedscopeIngest(metadata, call.body());
        return reply(push(call.tenant(), upload), UNPROCESSABLE);
    }

    private PushOutcome push(TenantId tenant, Upload upload) {
        return distributor.push(tenant, List.of(upload), Context.current()::isCancelled).getFirst();
    }

    /// @param refusedStatus HTTP status of a profile that breaks a rule, be it in part
    private static HttpReply reply(PushOutcome outcome, int refusedStatus) throws StatusException {
        return switch (outcome) {
            case PushOutcome.Accepted() -> HttpReply.ok();
            case PushOutcome.Unavailable(String message) ->
                    throw new StatusException(Code.UNAVAILABLE, message);
            case PushOutcome.Refused refusal -> throw refused(refusal, refusedStatus);
            case PushOutcome.StoredInPart(PushOutcome.Refused refusal) ->
                    throw refused(refusal, refusedStatus);
        };
    }

    private static StatusException refused(PushOutcome.Refused refusal, int refusedStatus) {
        if (refusal.reason().isExhausted()) {
            return new StatusException(Code.RESOURCE_EXHAUSTED, refusal.message());
        }
        return refusedStatus == UNPROCESSABLE
                ? unprocessable(refusal.message())
                : new StatusException(Code.INVALID_ARGUMENT, refusal.message());
    }

    /// Counts a request that is refused before its payload is decoded.
    private void discard(HttpCall call, DiscardReason reason) {
        distributor.discard(call.tenant(), reason, call.body().length);
    }

    private static StatusException unprocessable(String message) {
        return new StatusException(Code.UNKNOWN, UNPROCESSABLE, message);
    }
}
