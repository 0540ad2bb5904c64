// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

/// Where the built-in relabelling rules stand among a tenant's own.
public enum DefaultRulesPosition {
    /// Before them.
    FIRST,
    /// After them.
    LAST,
    /// Nowhere.
    DISABLED
}
