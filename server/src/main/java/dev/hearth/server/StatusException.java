// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

/// A refusal that the client sees: over plain HTTP as `{"code":…,"message":…}` with a status, over
/// Connect and gRPC as that code.
public final class StatusException extends Exception {

    private static final long serialVersionUID = 1;

    /// The codes that Connect and gRPC share, with the HTTP status each has over Connect.
    public enum Code {
        CANCELED(499),
        UNKNOWN(500),
        INVALID_ARGUMENT(400),
        DEADLINE_EXCEEDED(504),
        NOT_FOUND(404),
        ALREADY_EXISTS(409),
        PERMISSION_DENIED(403),
        RESOURCE_EXHAUSTED(429),
        FAILED_PRECONDITION(400),
        UNIMPLEMENTED(501),
        INTERNAL(500),
        UNAVAILABLE(503),
        UNAUTHENTICATED(401);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        /// HTTP status of the code.
        public int httpStatus() {
            return httpStatus;
        }

        /// The code as it stands in JSON: `invalid_argument`.
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Code code;
    private final int httpStatus;

    /// A refusal with the code's own HTTP status.
    public StatusException(Code code, String message) {
        this(code, code.httpStatus(), message);
    }

    /// A refusal whose HTTP status differs from the code's own.
    public StatusException(Code code, int httpStatus, String message) {
        super(message);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /// The code.
    public Code code() {
        return code;
    }

    /// The status over plain HTTP.
    public int httpStatus() {
        return httpStatus;
    }

    /// The message; never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
