// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.LabelLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.form.Quote;
import dev.hearth.distributor.relabel.IngestRules;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns the labels of a pushed series and those of a sample into the labels that are stored.
///
/// The steps, in this order: the default `service_name`; the session id; the sample's labels, of
/// which a name that the series has too is dropped; the relabel rules; plain names, if the tenant
/// wants them; the checks against [LabelLimits]; what the profile type adds.
final class SeriesLabels {

    static final String UNKNOWN_SERVICE = "unknown_service";

    static final String TYPE = "__type__";
    static final String UNIT = "__unit__";
    static final String PERIOD_TYPE = "__period_type__";
    static final String PERIOD_UNIT = "__period_unit__";

    private static final Result DROPPED = new Result.Dropped();

    private static final String DOTTED_SERVICE_NAME = "service.name";
    private static final String SERVICE_NAME_COPY = "__service_name__";
    private static final String DELTA = "__delta__";
    private static final String ORDER = "__order__";

    /// Labels by which the decoder names the profile type; they are no labels of a sample.
    static final Set<String> TYPE_PARTS = Set.of(TYPE, UNIT, PERIOD_TYPE, PERIOD_UNIT);

    /// Labels by which the decoder says what a profile measures: the type, and the name in formats
    /// whose payloads hold profiles of several names.
    static final Set<String> MEASURE_PARTS =
            Set.of(Labels.NAME, TYPE, UNIT, PERIOD_TYPE, PERIOD_UNIT);

    private final LabelLimits limits;
    private final IngestRules rules;

    SeriesLabels(LabelLimits limits, IngestRules rules) {
        this.limits = limits;
        this.rules = rules;
    }

    /// The labels of a series, or why it has none.
    sealed interface Result {

        /// They are as they should be.
        ///
        /// @param labels name to value
        record Fine(Map<String, String> labels) implements Result {}

        /// A relabel rule drops the series.
        record Dropped() implements Result {}

        /// They break a rule.
        ///
        /// @param refusal which
        record Bad(Refused refusal) implements Result {}
    }

    /// Brings the pushed labels of a series into form.
    Result ofSeries(List<LabelPair> pairs) {
        if (pairs.isEmpty()) {
            return bad(
                    DiscardReason.MISSING_LABELS,
                    "profile series has no labels (expected at least %s)".formatted(Labels.NAME));
        }
        Map<String, String> labels = new TreeMap<>();
        for (LabelPair pair : pairs) {
            if (labels.putIfAbsent(pair.name(), pair.value()) != null) {
                return twice(pair.name());
            }
        }
        if (!limits.sanitizeNames() || !labels.containsKey(DOTTED_SERVICE_NAME)) {
            labels.putIfAbsent(Labels.SERVICE_NAME, UNKNOWN_SERVICE);
        }
        String session = labels.remove(SessionId.LABEL);
        String reduced = session == null ? null : SessionId.reduce(session, limits.maxSessions());
        if (reduced != null) {
            labels.put(SessionId.LABEL, reduced);
        }
        return new Result.Fine(labels);
    }

    /// Makes the stored labels of one profile that a payload was split into.
    ///
    /// @param series what [#ofSeries] made of the series
    /// @param decoded labels that the decoder gave the profile: those of its samples and the parts
    ///   of its type
    /// @return labels, the refusal, or that a rule drops the profile
    Result ofProfile(Map<String, String> series, Labels decoded) {
        Map<String, String> labels = new TreeMap<>(series);
        for (int i = 0; i < decoded.size(); i++) {
            if (!TYPE_PARTS.contains(decoded.name(i))) {
                labels.putIfAbsent(decoded.name(i), decoded.value(i));
            }
        }
        if (!rules.apply(labels)) {
            return DROPPED;
        }
        if (limits.sanitizeNames()) {
            return switch (sanitized(labels)) {
                case Result.Fine(Map<String, String> plain) -> checked(plain, decoded);
                case Result.Bad bad -> bad;
                case Result.Dropped dropped -> dropped;
            };
        }
        return checked(labels, decoded);
    }

    private Result checked(Map<String, String> labels, Labels decoded) {
        Refused refusal = check(labels);
        if (refusal != null) {
            return new Result.Bad(refusal);
        }
        labels.values().removeIf(String::isEmpty);
        addType(labels, decoded);
        return new Result.Fine(labels);
    }

    /// Replaces the dots in names; names that are the same then must have the same value.
    private static Result sanitized(Map<String, String> labels) {
        Map<String, String> plain = new TreeMap<>();
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String name = label.getKey().replace('.', '_');
            String earlier = plain.putIfAbsent(name, label.getValue());
            if (earlier != null && !earlier.equals(label.getValue())) {
                return twice(name);
            }
        }
        return new Result.Fine(plain);
    }

    private static Result twice(String name) {
        return bad(
                DiscardReason.DUPLICATE_LABEL_NAMES,
                "label name \"%s\" is there twice (expected once)".formatted(Quote.of(name)));
    }

    private static void addType(Map<String, String> labels, Labels decoded) {
        labels.keySet().removeAll(TYPE_PARTS);
        labels.remove(DELTA);
        labels.remove(ORDER);
        for (String part : TYPE_PARTS) {
            String value = decoded.getOrEmpty(part);
            if (!value.isEmpty()) {
                labels.put(part, value);
            }
        }
        ProfileType type =
                new ProfileType(
                        labels.getOrDefault(Labels.NAME, ""),
                        decoded.getOrEmpty(TYPE),
                        decoded.getOrEmpty(UNIT),
                        decoded.getOrEmpty(PERIOD_TYPE),
                        decoded.getOrEmpty(PERIOD_UNIT));
        labels.put(Labels.PROFILE_TYPE, type.id());
        labels.put(SERVICE_NAME_COPY, labels.getOrDefault(Labels.SERVICE_NAME, ""));
    }

    private @Nullable Refused check(Map<String, String> labels) {
        if (labels.size() > limits.maxNames()) {
            return new Refused(
                    DiscardReason.MAX_LABEL_NAMES_PER_SERIES,
                    "profile series of service \"%s\" has %d label names (limit %d). To change it, set -validation.max-label-names-per-series."
                            .formatted(
                                    Quote.of(labels.getOrDefault(Labels.SERVICE_NAME, "")),
                                    labels.size(),
                                    limits.maxNames()));
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            Refused refusal = check(label.getKey(), label.getValue());
            if (refusal != null) {
                return refusal;
            }
        }
        return checkRequired(labels);
    }

    private @Nullable Refused check(String name, String value) {
        if (utf8Length(name) > limits.maxNameLength()) {
            return new Refused(
                    DiscardReason.LABEL_NAME_TOO_LONG,
                    "label name \"%s\" has %d bytes (limit %d). To change it, set -validation.max-length-label-name."
                            .formatted(Quote.of(name), utf8Length(name), limits.maxNameLength()));
        }
        if (utf8Length(value) > limits.maxValueLength()) {
            return new Refused(
                    DiscardReason.LABEL_VALUE_TOO_LONG,
                    "value \"%s\" of label \"%s\" has %d bytes (limit %d). To change it, set -validation.max-length-label-value."
                            .formatted(
                                    Quote.of(value),
                                    Quote.of(name),
                                    utf8Length(value),
                                    limits.maxValueLength()));
        }
        if (name.isEmpty() || !isText(name) || (limits.sanitizeNames() && !isLegacyName(name))) {
            return new Refused(
                    DiscardReason.INVALID_LABELS,
                    "label name is \"%s\" (expected %s)"
                            .formatted(
                                    Quote.of(name),
                                    limits.sanitizeNames()
                                            ? "[A-Za-z_.][A-Za-z0-9_.]*"
                                            : "UTF-8 text, not empty"));
        }
        if (!isText(value)) {
            return new Refused(
                    DiscardReason.INVALID_LABELS,
                    "value of label \"%s\" is not UTF-8 text".formatted(Quote.of(name)));
        }
        return null;
    }

    private static @Nullable Refused checkRequired(Map<String, String> labels) {
        if (labels.getOrDefault(Labels.NAME, "").isEmpty()) {
            return new Refused(
                    DiscardReason.INVALID_LABELS,
                    "label %s is missing or empty (expected the name of what was measured, such as process_cpu)"
                            .formatted(Labels.NAME));
        }
        if (labels.getOrDefault(Labels.SERVICE_NAME, "").isEmpty()) {
            return new Refused(
                    DiscardReason.MISSING_LABELS,
                    "label %s is empty (expected the name of a service)"
                            .formatted(Labels.SERVICE_NAME));
        }
        return null;
    }

    private static Result bad(DiscardReason reason, String message) {
        return new Result.Bad(new Refused(reason, message));
    }

    private static boolean isLegacyName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!isLetter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /// Whether no half of a surrogate pair stands alone.
    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
