// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.Profile;
import dev.hearth.model.TenantId;

/// Spreads services over all partitions by a hash of tenant and service; when partitions are added,
/// only as many services move as the new ones get. For processes that know of no ring.
public final class HashedChoice implements PartitionChoice {

    @Override
    public int choose(TenantId tenant, Profile first, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions are %d (expected at least 1)".formatted(partitions));
        }
        long hash =
                Hashing.xxh3_64()
                        .hashStream()
                        .putString(tenant.value())
                        .putString(BatchMaker.service(first))
                        .getAsLong();
        return jump(hash, partitions);
    }

    /// Jump consistent hash, as Lamping and Veach describe it.
    private static int jump(long hash, int buckets) {
        long key = hash;
        long bucket = -1;
        long next = 0;
        while (next < buckets) {
            bucket = next;
            key = key * 2862933555777941757L + 1;
            next = (long) ((bucket + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
        }
        return Math.toIntExact(bucket);
    }
}
