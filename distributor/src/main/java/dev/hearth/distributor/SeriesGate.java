// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.SeriesLimits;
import dev.hearth.distributor.PushOutcome.Refused;
import dev.hearth.distributor.limits.SeriesLimiter;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.TenantId;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Lets the series of a tenant pass as long as it has not too many. For one request.
final class SeriesGate {

    private final TenantId tenant;
    private final SeriesLimits limits;
    private final SeriesLimiter limiter;

    SeriesGate(TenantId tenant, SeriesLimits limits, SeriesLimiter limiter) {
        this.tenant = tenant;
        this.limits = limits;
        this.limiter = limiter;
    }

    /// Takes the series that are one too many out of `bySeries`.
    ///
    /// @param split is told what is refused
    void admit(Map<Labels, List<Profile>> bySeries, BatchMaker.Split split) {
        int limit = limit();
        if (limit == 0 || bySeries.isEmpty()) {
            return;
        }
        boolean[] admitted = limiter.admit(tenant, List.copyOf(bySeries.keySet()), limit);
        Iterator<List<Profile>> parts = bySeries.values().iterator();
        for (boolean isAdmitted : admitted) {
            List<Profile> profiles = parts.next();
            if (!isAdmitted) {
                parts.remove();
                refuse(profiles, limit, split);
            }
        }
    }

    /// One process is all there is: both limits are limits of it.
    private int limit() {
        int local = limits.maxLocal();
        int global = limits.maxGlobal();
        return local == 0 || global == 0 ? Math.max(local, global) : Math.min(local, global);
    }

    private static void refuse(List<Profile> profiles, int limit, BatchMaker.Split split) {
        long samples = 0;
        for (Profile profile : profiles) {
            samples += profile.samples().size();
        }
        split.refuse(
                new Refused(
                        DiscardReason.SERIES_LIMIT,
                        "maximum active series limit exceeded (%d/%d): reduce the number of labels or of their values. To change it, set -ingester.max-global-series-per-tenant and -ingester.max-local-series-per-tenant."
                                .formatted(limit, limit)),
                samples);
    }
}
