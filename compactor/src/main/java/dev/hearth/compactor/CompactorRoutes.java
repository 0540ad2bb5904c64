// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.config.text.JsonText;
import dev.hearth.model.TenantId;
import dev.hearth.server.AtTime;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The compactor over HTTP.
final class CompactorRoutes {

    private static final Logger LOGGER = LoggerFactory.getLogger(CompactorRoutes.class);

    private static final String FORM = "application/x-www-form-urlencoded";

    /// Requests that wait for a run, or for the one they share.
    private static final int MOST_WAITING = 16;

    private final Compactor compactor;
    private final SegmentBridge bridge;
    private final RunLine runs;
    private final DeletionRequests deletions;
    private final InstantSource clock;

    CompactorRoutes(
            Compactor compactor,
            SegmentBridge bridge,
            DeletionRequests deletions,
            InstantSource clock) {
        this.compactor = compactor;
        this.bridge = bridge;
        this.runs = new RunLine(compactor, MOST_WAITING);
        this.deletions = deletions;
        this.clock = clock;
    }

    /// All of them.
    List<Route> all() {
        return List.of(
                Route.unhurried("POST", "/compactor/run", Route.Access.PUBLIC, this::run),
                new Route("GET", "/compactor/status", Route.Access.PUBLIC, this::status),
                Route.unhurried(
                        "POST", "/compactor/skip_damaged", Route.Access.TENANT, this::skipDamaged),
                Route.unhurried(
                        "POST", "/compactor/skip_segment", Route.Access.PUBLIC, this::skipSegment),
                new Route(
                        "POST",
                        "/compactor/delete_tenant",
                        Route.Access.TENANT,
                        this::deleteTenant),
                new Route(
                        "GET",
                        "/compactor/delete_tenant_status",
                        Route.Access.TENANT,
                        this::deleteTenantStatus),
                new Route("POST", "/api/v1/delete", Route.Access.TENANT, this::delete),
                new Route("GET", "/api/v1/delete", Route.Access.TENANT, this::deletions));
    }

    private HttpReply run(HttpCall call) throws StatusException {
        return run(Wish.of(flag(call, "force")));
    }

    /// How far the run is that is under way.
    private HttpReply status(HttpCall call) {
        RunProgress now = compactor.progress();
        JsonText text = new JsonText().raw("running", now != null).raw("waiting", runs.waiting());
        return HttpReply.json(200, (now == null ? text : text.raw("run", now.json())).toString());
    }

    private HttpReply skipDamaged(HttpCall call) throws StatusException {
        String block = call.query("block");
        if (block != null) {
            return skip(call.tenant(), block, !flag(call, "undo"));
        }
        if (call.query("undo") != null) {
            throw new StatusException(Code.INVALID_ARGUMENT, "undo needs a block (expected both)");
        }
        LOGGER.warn("what is damaged of tenant {} is to be given up", call.tenant());
        return run(Wish.skippingDamaged(call.tenant()));
    }

    private HttpReply skip(TenantId tenant, String block, boolean isSkipped)
            throws StatusException {
        try {
            compactor.skip(tenant, new BlockId(block), isSkipped);
            return HttpReply.json(
                    200, new JsonText().text("block", block).raw("skipped", isSkipped).toString());
        } catch (IllegalArgumentException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (StaleIndexException e) {
            throw new StatusException(Code.NOT_FOUND, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unavailable("block may be skipped or not", e);
        }
    }

    private HttpReply skipSegment(HttpCall call) throws StatusException {
        String segment = call.query("segment");
        String end = call.query("end");
        if (segment == null) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT, "segment is missing (expected the key of one)");
        }
        try {
            SegmentBridge.Bridged given = bridge.bridge(segment, position(end));
            JsonText text =
                    new JsonText()
                            .text("partition", given.range().partition())
                            .raw("start", given.range().start())
                            .raw("end", given.range().end());
            String kept = given.kept();
            return HttpReply.json(200, (kept == null ? text : text.text("kept", kept)).toString());
        } catch (SegmentBridge.RefusedException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (SegmentBridge.UntouchedException e) {
            throw unavailable("segment is not given up", e);
        } catch (IOException e) {
            throw unavailable("segment may be given up or not", e);
        }
    }

    private static long position(@Nullable String end) throws StatusException {
        try {
            return end == null ? -1 : Long.parseUnsignedLong(end);
        } catch (NumberFormatException e) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT, "end is \"%s\" (expected a position)".formatted(end));
        }
    }

    private HttpReply run(Wish wish) throws StatusException {
        try {
            RunReport report = runs.run(wish);
            if (report == null) {
                throw new StatusException(
                        Code.UNAVAILABLE,
                        "%d wait for runs of the compactor (expected fewer)"
                                .formatted(MOST_WAITING));
            }
            return HttpReply.json(200, report.json());
        } catch (IOException e) {
            throw unavailable("compaction stopped", e);
        }
    }

    private static boolean flag(HttpCall call, String name) throws StatusException {
        String flag = call.query(name);
        if (flag == null || flag.equals("false")) {
            return false;
        }
        if (flag.equals("true")) {
            return true;
        }
        throw new StatusException(
                Code.INVALID_ARGUMENT,
                "%s is \"%s\" (expected true or false)".formatted(name, flag));
    }

    private HttpReply deleteTenant(HttpCall call) throws StatusException {
        try {
            deletions.deleteTenant(call.tenant());
            return HttpReply.ok();
        } catch (IOException e) {
            throw unavailable("tenant may be deleted or not", e);
        }
    }

    private HttpReply deleteTenantStatus(HttpCall call) throws StatusException {
        TenantId tenant = call.tenant();
        try {
            return HttpReply.json(
                    200,
                    new JsonText()
                            .text("tenant_id", tenant.value())
                            .raw("blocks_deleted", deletions.isGone(tenant, compactor.cleaned()))
                            .toString());
        } catch (IOException e) {
            throw unavailable("state of the tenant is unknown", e);
        }
    }

    private HttpReply delete(HttpCall call) throws StatusException {
        String query = parameter(call, "query");
        if (query == null || query.isBlank()) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT, "query is missing (expected a selector)");
        }
        Instant now = clock.instant();
        long start = nanos("start", parameter(call, "start"), Long.MIN_VALUE, now);
        long end = nanos("end", parameter(call, "end"), TenantCompactor.nanos(now), now);
        try {
            Deletion deletion = deletions.delete(call.tenant(), query, start, end);
            return HttpReply.json(
                    200, new JsonText().text("request_id", deletion.id().text()).toString());
        } catch (IllegalArgumentException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unavailable("deletion may count or not", e);
        }
    }

    /// A parameter of the query, or of a form in the body.
    private static @Nullable String parameter(HttpCall call, String name) throws StatusException {
        String inQuery = call.query(name);
        String type = call.header("content-type");
        if (inQuery != null || type == null || !type.startsWith(FORM)) {
            return inQuery;
        }
        try {
            for (String pair : new String(call.body(), UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0
                        && URLDecoder.decode(pair.substring(0, equals), UTF_8).equals(name)) {
                    return URLDecoder.decode(pair.substring(equals + 1), UTF_8);
                }
            }
            return null;
        } catch (IllegalArgumentException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, "body is no form: " + e.getMessage());
        }
    }

    /// A time as other routes take it, or as RFC 3339 has it.
    private static long nanos(String name, @Nullable String text, long fallback, Instant now)
            throws StatusException {
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            return TenantCompactor.nanos(
                    text.indexOf('T') > 0 ? rfc3339(name, text) : AtTime.parse(text, now));
        } catch (ArithmeticException _) {
            throw outOfRange(name, text);
        }
    }

    private static Instant rfc3339(String name, String text) throws StatusException {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw outOfRange(name, text);
        }
    }

    private static StatusException outOfRange(String name, String text) {
        return new StatusException(
                Code.INVALID_ARGUMENT,
                "%s is \"%s\" (expected a time, for instance now-1h, Unix seconds or 2026-01-31T00:00:00Z)"
                        .formatted(name, text));
    }

    private HttpReply deletions(HttpCall call) throws StatusException {
        try {
            return HttpReply.json(
                    200,
                    deletions.list(call.tenant(), compactor.cleaned()).stream()
                            .map(CompactorRoutes::json)
                            .collect(Collectors.joining(",", "[", "]")));
        } catch (IOException e) {
            throw unavailable("deletions are unknown", e);
        }
    }

    private static String json(DeletionProgress progress) {
        Deletion deletion = progress.deletion();
        Instant finished = deletion.finishedAt();
        return new JsonText()
                .text("request_id", deletion.id().text())
                .text("query", deletion.selector())
                .raw("start_time_nanos", deletion.startNanos())
                .raw("end_time_nanos", deletion.endNanos())
                .raw("tenant", deletion.whole())
                .text("status", progress.state().name().toLowerCase(Locale.ROOT))
                .text("created_at", deletion.requestedAt().toString())
                .text("applied_at", finished == null ? "" : finished.toString())
                .raw("live_blocks", progress.liveBlocks())
                .raw("gone_blocks", progress.goneBlocks())
                .toString();
    }

    private static StatusException unavailable(String what, IOException e) {
        return new StatusException(Code.UNAVAILABLE, what + ": " + e.getMessage());
    }
}
