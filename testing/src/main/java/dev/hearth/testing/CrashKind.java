// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

/// How much of what was not forced a crash leaves.
public enum CrashKind {
    /// Everything, as when only the process dies. What was not forced is no more durable than
    /// before: a later crash may still take it.
    KEEPS_ALL,

    /// Nothing that was not forced.
    KEEPS_NOTHING,

    /// Any of it: sector by sector, name by name.
    KEEPS_SOME
}
