// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

/// Bytes that are not a profile, or one over a limit. The message is for the client.
public final class MalformedProfileException extends Exception {

    private static final long serialVersionUID = 1;

    /// Why a profile was refused, in the words of the metric's label `reason`.
    public enum Reason {
        MALFORMED_PROFILE,
        PROFILE_SIZE_LIMIT,
        SAMPLES_LIMIT,
        SAMPLE_LABELS_LIMIT;

        /// The reason as it stands in metrics.
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Reason reason;

    /// @param message what is what (expected what)
    public MalformedProfileException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }

    /// The message; never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
