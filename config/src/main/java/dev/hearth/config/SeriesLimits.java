// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// How many series a tenant may have at a time. A limit of 0 is off.
///
/// @param maxLocal series that one process takes in
/// @param maxGlobal series that all processes together take in
public record SeriesLimits(int maxLocal, int maxGlobal) {

    static SeriesLimits from(Settings settings) {
        return new SeriesLimits(
                settings.get(PushLimitFlags.MAX_LOCAL_SERIES),
                settings.get(PushLimitFlags.MAX_GLOBAL_SERIES));
    }
}
