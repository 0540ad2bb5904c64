// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// A password or key: it never shows in logs, pages or messages.
///
/// @param value the secret itself
public record Secret(String value) {

    /// No secret.
    public static final Secret NONE = new Secret("");

    /// Stars, or nothing when there is none.
    @Override
    public String toString() {
        return value.isEmpty() ? "" : "********";
    }
}
