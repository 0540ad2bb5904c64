// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.Profile;
import dev.hearth.model.TenantId;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Spreads services over partitions by a hash of tenant and service; when partitions are added,
/// only as many services move as the new ones get. For processes that know of no ring.
///
/// Where a tenant has a shard of its own or a service is in several partitions, those are the ones
/// that rank first for it (highest random weight, Thaler and Ravishankar).
public final class HashedChoice implements PartitionChoice {

    @Override
    public int choose(TenantId tenant, Profile profile, Spread spread, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions are %d (expected at least 1)".formatted(partitions));
        }
        long service = hash(tenant.value(), BatchMaker.service(profile));
        boolean isWhole = spread.shardSize() == 0 || spread.shardSize() >= partitions;
        if (isWhole && spread.partitions() == 1) {
            return jump(service, partitions);
        }
        int[] all = IntStream.range(0, partitions).toArray();
        int[] shard = isWhole ? all : first(all, hash(tenant.value(), ""), spread.shardSize());
        int[] some = first(shard, service, spread.partitions());
        return first(some, hash(service, profile.labels().hashCode()), 1)[0];
    }

    /// The partitions that rank first, in order of rank; all if there are not that many.
    private static int[] first(int[] partitions, long key, int count) {
        int[] ordered = partitions.clone();
        long[] ranks = new long[ordered.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = hash(key, ordered[i]);
        }
        int kept = Math.min(count, ordered.length);
        for (int i = 0; i < kept; i++) {
            int best = i;
            for (int j = i + 1; j < ordered.length; j++) {
                best = ranks[j] > ranks[best] ? j : best;
            }
            swap(ordered, ranks, i, best);
        }
        return Arrays.copyOf(ordered, kept);
    }

    private static void swap(int[] ordered, long[] ranks, int i, int j) {
        int partition = ordered[i];
        ordered[i] = ordered[j];
        ordered[j] = partition;
        long rank = ranks[i];
        ranks[i] = ranks[j];
        ranks[j] = rank;
    }

    private static long hash(String first, String second) {
        return Hashing.xxh3_64().hashStream().putString(first).putString(second).getAsLong();
    }

    private static long hash(long key, int number) {
        return Hashing.xxh3_64().hashStream().putLong(key).putInt(number).getAsLong();
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
