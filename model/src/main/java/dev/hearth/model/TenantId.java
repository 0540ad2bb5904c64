// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Who owns data.
///
/// At most [#MAX_LENGTH] of the characters `0-9A-Za-z!-_.*'()`, and neither `.` nor `..`, so that
/// an id can be a path element in any object store.
///
/// @param value the id as clients send it in `X-Scope-OrgID`
public record TenantId(String value) implements Comparable<TenantId> {

    /// Longest id, in bytes.
    public static final int MAX_LENGTH = 150;

    /// The tenant of everything when multi-tenancy is off.
    public static final TenantId ANONYMOUS = new TenantId("anonymous");

    /// @throws IllegalArgumentException if `value` is not a tenant id; the message is for the
    ///   client
    public TenantId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("tenant ID is empty (expected 1 to 150 characters)");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "tenant ID has %d characters (limit %d)".formatted(value.length(), MAX_LENGTH));
        }
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("tenant ID is '%s' (unsafe path)".formatted(value));
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new IllegalArgumentException(
                        "tenant ID '%s' contains unsupported character '%c' (expected 0-9A-Za-z!-_.*'())"
                                .formatted(value, value.charAt(i)));
            }
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!-_.*'()".indexOf(c) >= 0;
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
