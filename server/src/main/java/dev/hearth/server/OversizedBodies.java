// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;

/// Hears of pushes that the server refuses before anybody sees them, because their bodies are too
/// large. Safe for many threads; does not block.
@FunctionalInterface
public interface OversizedBodies {

    /// Nobody hears of them.
    OversizedBodies UNHEARD = (_, _) -> {};

    /// A body was refused.
    ///
    /// @param tenant whose it was
    /// @param limit most bytes that it might have; how many more it has is not known
    void refused(TenantId tenant, long limit);
}
