// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// How a tenant may name series.
///
/// @param maxNameLength bytes of a label name
/// @param maxValueLength bytes of a label value
/// @param maxNames labels of one series
/// @param maxSessions distinct session ids that a series is spread over; 0 drops the session label
/// @param sanitizeNames whether characters that old clients cannot read are replaced in names
public record LabelLimits(
        int maxNameLength,
        int maxValueLength,
        int maxNames,
        int maxSessions,
        boolean sanitizeNames) {

    static LabelLimits from(Settings settings) {
        return new LabelLimits(
                settings.get(LimitFlags.MAX_LABEL_NAME_LENGTH),
                settings.get(LimitFlags.MAX_LABEL_VALUE_LENGTH),
                settings.get(LimitFlags.MAX_LABEL_NAMES_PER_SERIES),
                settings.get(LimitFlags.MAX_SESSIONS_PER_SERIES),
                !settings.get(LimitFlags.DISABLE_LABEL_SANITIZATION));
    }
}
