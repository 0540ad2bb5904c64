// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// How far a tenant's profiles are spread over the partitions of the log.
///
/// @param shardSize partitions that the tenant is confined to; 0 for all
/// @param spread partitions that the profiles of one service are spread over, at least 1
public record PlacementLimits(int shardSize, int spread) {

    /// All partitions, and each service in one of them.
    public static final PlacementLimits USUAL = new PlacementLimits(0, 1);

    /// Nothing is spread over less than one.
    public PlacementLimits {
        spread = Math.max(1, spread);
    }

    static PlacementLimits from(Settings settings) {
        return new PlacementLimits(
                settings.get(PushLimitFlags.TENANT_SHARD_SIZE),
                settings.get(PushLimitFlags.SERVICE_SPREAD));
    }
}
