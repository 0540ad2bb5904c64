// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

/// What a decoder accepts, and what it cuts. A limit of 0 is off.
///
/// @param maxProfileBytes bytes of a profile after gunzip; larger ones are refused
/// @param maxSamples samples of a profile; more are refused
/// @param maxSampleLabels labels of one sample; more are refused
/// @param maxStackDepth frames of a stack; deeper ones lose frames on the leaf side
/// @param maxSymbolBytes bytes of a string; longer ones keep their tail
public record DecodeLimits(
        long maxProfileBytes,
        int maxSamples,
        int maxSampleLabels,
        int maxStackDepth,
        int maxSymbolBytes) {}
