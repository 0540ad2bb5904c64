// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// How large one profile may be. A limit of 0 is off.
///
/// @param maxBytes uncompressed bytes; larger profiles are refused
/// @param maxSamples samples; profiles with more are refused
/// @param maxSampleLabels labels of one sample; profiles with more are refused
/// @param maxStackDepth frames of a stack; deeper ones are cut
/// @param maxSymbolLength bytes of a name in a profile; longer ones are cut
public record ProfileLimits(
        long maxBytes,
        int maxSamples,
        int maxSampleLabels,
        int maxStackDepth,
        int maxSymbolLength) {

    static ProfileLimits from(Settings settings) {
        return new ProfileLimits(
                settings.get(LimitFlags.MAX_PROFILE_SIZE_BYTES),
                settings.get(LimitFlags.MAX_STACKTRACE_SAMPLES),
                settings.get(LimitFlags.MAX_STACKTRACE_SAMPLE_LABELS),
                settings.get(LimitFlags.MAX_STACKTRACE_DEPTH),
                settings.get(LimitFlags.MAX_SYMBOL_VALUE_LENGTH));
    }
}
