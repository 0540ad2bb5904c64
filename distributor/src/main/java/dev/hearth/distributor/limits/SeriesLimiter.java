// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import java.util.List;

/// Says which series a tenant may have. Safe for many threads; may block.
///
/// One process counts by itself ([ActiveSeries]); several have to ask whoever sees all series of a
/// tenant.
public interface SeriesLimiter {

    /// Counts series as active, as far as the limit lets them in.
    ///
    /// @param series series of one payload
    /// @param limit most active series of the tenant; at least 1
    /// @return for each series whether it is active now: it was before, or there was room
    boolean[] admit(TenantId tenant, List<Labels> series, int limit);

    /// Series of a tenant that count now.
    int active(TenantId tenant);
}
