// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

/// Over how many partitions a tenant's profiles are spread.
///
/// @param shardSize partitions that the tenant is confined to; 0 for all
/// @param partitions those that the series of one service are spread over, at least 1
/// @param isSettled whether it has been so for as long as retries are recognised, as far as anybody
///   knows
public record Spread(int shardSize, int partitions, boolean isSettled) {

    /// All partitions, and each service in one of them.
    public static final Spread USUAL = new Spread(0, 1, true);
}
