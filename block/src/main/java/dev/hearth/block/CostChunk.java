// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.query.HourlyCosts;

/// Consecutive rows of what functions of a service cost, decoded.
final class CostChunk implements BlockCache.Weighted {

    private final String[] types;
    private final int[] typeIds;
    private final int[] hours;
    private final long[] selfs;
    private final long[] totals;

    /// @param types ids of profile types
    /// @param typeIds by row
    /// @param hours by row, hours since the epoch
    CostChunk(String[] types, int[] typeIds, int[] hours, long[] selfs, long[] totals) {
        this.types = types;
        this.typeIds = typeIds;
        this.hours = hours;
        this.selfs = selfs;
        this.totals = totals;
    }

    /// The number that a profile type has here, -1 if it is in no row.
    int type(String profileType) {
        for (int i = 0; i < types.length; i++) {
            if (types[i].equals(profileType)) {
                return i;
            }
        }
        return -1;
    }

    /// Passes on the rows of a profile type from `from` to `to`, exclusive, that are of a function
    /// and lie in some hours.
    void pass(
            int from,
            int to,
            int type,
            int function,
            long firstHour,
            long lastHour,
            HourlyCosts.Rows into) {
        for (int i = from; i < to; i++) {
            if (typeIds[i] == type && hours[i] >= firstHour && hours[i] <= lastHour) {
                into.add(function, hours[i] * HourlyCosts.HOUR_NANOS, selfs[i], totals[i]);
            }
        }
    }

    @Override
    public long weightBytes() {
        return 128 + 64L * types.length + 24L * hours.length;
    }
}
