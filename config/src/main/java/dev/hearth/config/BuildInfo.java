// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// Which build of Hearth this is. Unknown parts are empty.
///
/// @param version for instance `0.1.0`
/// @param revision commit it was built from
/// @param branch branch it was built from
/// @param buildDate when, RFC 3339
public record BuildInfo(String version, String revision, String branch, String buildDate) {

    /// What `-version` prints.
    String text() {
        return "hearth, version %s (branch: %s, revision: %s)%n  build date: %s%n  java version: %s%n"
                .formatted(version, branch, revision, buildDate, Runtime.version());
    }
}
