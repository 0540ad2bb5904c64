// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// Whether and how addresses become functions when a query reads them.
///
/// @param enabled whether they do
/// @param maxSymbolBytes largest file of debug information that is used; 0 is no limit
public record SymbolizerLimits(boolean enabled, long maxSymbolBytes) {

    static SymbolizerLimits from(Settings settings) {
        return new SymbolizerLimits(
                settings.get(LimitFlags.SYMBOLIZER_ENABLED),
                settings.get(LimitFlags.MAX_SYMBOL_SIZE_BYTES));
    }

    SymbolizerLimits and(SymbolizerLimits other) {
        return new SymbolizerLimits(
                enabled && other.enabled,
                QueryLimits.smaller(maxSymbolBytes, other.maxSymbolBytes));
    }
}
