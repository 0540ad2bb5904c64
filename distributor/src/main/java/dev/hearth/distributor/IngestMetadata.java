// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.distributor.form.AppName;
import dev.hearth.model.Labels;
import dev.hearth.server.AtTime;
import dev.hearth.server.HttpCall;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the parameters and headers of an upload say about its body.
///
/// @param name service and tags
/// @param spyName the client's name for itself, `unknown` if not given
/// @param sampleRate samples a second, for text and JFR
/// @param fromNanos start, nanoseconds since the epoch
/// @param untilNanos end
/// @param range `from` and `until` as sent, for the identity of the payload
/// @param clientId the header `Idempotency-Key`, empty if not given
record IngestMetadata(
        AppName name,
        String spyName,
        int sampleRate,
        long fromNanos,
        long untilNanos,
        String range,
        String clientId) {

    private static final String UNKNOWN_SPY = "unknown";

    /// What the application is called when a tag names the service.
    private static final String APP_NAME = "app_name";

    private static final int DEFAULT_SAMPLE_RATE = 100;

    /// Reads the parameters. Units and aggregation type count for nothing.
    ///
    /// @throws StatusException if a name or time is wrong
    static IngestMetadata of(HttpCall call, Instant now) throws StatusException {
        String from = text(call.query("from"));
        String until = text(call.query("until"));
        String spy = text(call.query("spyName"));
        return new IngestMetadata(
                name(text(call.query("name"))),
                spy.isEmpty() ? UNKNOWN_SPY : spy,
                sampleRate(text(call.query("sampleRate"))),
                Nanos.of(from.isEmpty() ? now : AtTime.parse(from, now)),
                Nanos.of(until.isEmpty() ? now : AtTime.parse(until, now)),
                from.isEmpty() && until.isEmpty() ? "" : from + "/" + until,
                text(call.header("Idempotency-Key")));
    }

    /// The time from start to end, 0 if that is not a length of time.
    long durationNanos() {
        return fromNanos >= 0 && untilNanos > fromNanos ? untilNanos - fromNanos : 0;
    }

    /// The labels that the tags become, and what every upload has. Tags that start with `__` are no
    /// labels, except the session id.
    Map<String, String> commonLabels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put(PprofLabels.SPY, spyName);
        labels.put("__delta__", "false");
        name.tags()
                .forEach((key, value) -> {
                    if (!key.startsWith("__") || key.equals(SessionId.LABEL)) {
                        labels.put(key, value);
                    }
                });
        return labels;
    }

    /// The labels of formats that know no service: it is the application, unless a tag names
    /// another, beside which the application's name stands.
    ///
    /// @param application its name
    Map<String, String> textLabels(String application) {
        Map<String, String> labels = commonLabels();
        labels.putIfAbsent(
                labels.containsKey(Labels.SERVICE_NAME) ? APP_NAME : Labels.SERVICE_NAME,
                application);
        return labels;
    }

    private static AppName name(String text) throws StatusException {
        if (text.isEmpty()) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "name: parameter is missing or empty (expected service{key=value})");
        }
        try {
            return AppName.parse(text);
        } catch (IllegalArgumentException e) {
            throw new StatusException(Code.INVALID_ARGUMENT, "name: " + e.getMessage());
        }
    }

    private static int sampleRate(String text) {
        try {
            int rate = Integer.parseInt(text);
            return rate < 0 ? DEFAULT_SAMPLE_RATE : rate;
        } catch (NumberFormatException _) {
            return DEFAULT_SAMPLE_RATE;
        }
    }

    private static String text(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }
}
