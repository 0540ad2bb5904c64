// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.MalformedProfileException;
import java.util.Locale;

/// Why a profile was not stored, in the words of the label `reason` of the metrics
/// `pyroscope_discarded_samples_total` and `pyroscope_discarded_bytes_total`.
enum DiscardReason {
    INVALID_LABELS,
    MISSING_LABELS,
    MAX_LABEL_NAMES_PER_SERIES,
    LABEL_NAME_TOO_LONG,
    LABEL_VALUE_TOO_LONG,
    DUPLICATE_LABEL_NAMES,
    RATE_LIMITED,
    INGEST_LIMIT_REACHED,
    SERIES_LIMIT,
    DROPPED_BY_SAMPLING_RULES,
    DROPPED_BY_RELABEL_RULES,
    NOT_IN_INGESTION_WINDOW,
    MALFORMED_PROFILE,
    PROFILE_SIZE_LIMIT,
    SAMPLES_LIMIT,
    SAMPLE_LABELS_LIMIT,
    BODY_SIZE_LIMIT_EXCEEDED;

    /// The reason as it stands in metrics.
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the same profile may be taken later.
    boolean isExhausted() {
        return switch (this) {
            case RATE_LIMITED, INGEST_LIMIT_REACHED, SERIES_LIMIT -> true;
            case INVALID_LABELS,
                    MISSING_LABELS,
                    MAX_LABEL_NAMES_PER_SERIES,
                    LABEL_NAME_TOO_LONG,
                    LABEL_VALUE_TOO_LONG,
                    DUPLICATE_LABEL_NAMES,
                    DROPPED_BY_SAMPLING_RULES,
                    DROPPED_BY_RELABEL_RULES,
                    NOT_IN_INGESTION_WINDOW,
                    MALFORMED_PROFILE,
                    PROFILE_SIZE_LIMIT,
                    SAMPLES_LIMIT,
                    SAMPLE_LABELS_LIMIT,
                    BODY_SIZE_LIMIT_EXCEEDED ->
                    false;
        };
    }

    /// The reason of a payload that a decoder refused.
    static DiscardReason of(MalformedProfileException.Reason reason) {
        return switch (reason) {
            case MALFORMED_PROFILE -> MALFORMED_PROFILE;
            case PROFILE_SIZE_LIMIT -> PROFILE_SIZE_LIMIT;
            case SAMPLES_LIMIT -> SAMPLES_LIMIT;
            case SAMPLE_LABELS_LIMIT -> SAMPLE_LABELS_LIMIT;
        };
    }
}
