// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// The entry of one partition of the log in the ring of the ingesters.
///
/// Its tokens, the places on the ring, follow from its id and their number; they are not stored.
///
/// @param id UUID of a file log, or `<topic id>-<number>` of a Kafka partition
/// @param zone where its one owner runs; empty if it has owners in several zones or nobody said
/// @param state whether it is written and read
/// @param version grows with every change, as that of a [Member]
/// @param since when it took this state, by the clock of whoever changed it, to the millisecond
/// @param tokens how many places it has on the ring, 1 to 65536; its share grows with it
/// @param isShared whether it belongs to a topic and not to an owner: it is written, and has to be
///   asked for, even if nobody owns it
public record RingPartition(
        String id,
        String zone,
        PartitionState state,
        long version,
        Instant since,
        int tokens,
        boolean isShared) {

    /// Places of a partition unless said otherwise: shares then differ by some percent.
    public static final int DEFAULT_TOKENS = 512;

    private static final int MAX_TOKENS = 1 << 16;

    private static final Comparator<RingPartition> AGE =
            Comparator.comparingLong(RingPartition::version)
                    .thenComparing(RingPartition::state)
                    .thenComparing(RingPartition::since)
                    .thenComparingInt(RingPartition::tokens)
                    .thenComparing(RingPartition::zone)
                    .thenComparing(RingPartition::isShared);

    /// One that belongs to its owner.
    public RingPartition(
            String id, String zone, PartitionState state, long version, Instant since, int tokens) {
        this(id, zone, state, version, since, tokens, false);
    }

    /// One of a topic, written from now on.
    ///
    /// @param old its entry so far, null if there is none
    public static RingPartition ofTopic(String id, @Nullable RingPartition old, Instant now) {
        return new RingPartition(
                id,
                "",
                PartitionState.ACTIVE,
                Member.versionAfter(old == null ? 0 : old.version(), now),
                now,
                old == null ? DEFAULT_TOKENS : old.tokens(),
                true);
    }

    /// Checks.
    ///
    /// @throws IllegalArgumentException if the id is empty or the tokens are out of bounds
    public RingPartition {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id of a partition is empty (expected a name)");
        }
        if (tokens < 1 || tokens > MAX_TOKENS) {
            throw new IllegalArgumentException(
                    "partition %s has %d tokens (expected 1 to %d)"
                            .formatted(id, tokens, MAX_TOKENS));
        }
        since = since.truncatedTo(ChronoUnit.MILLIS);
    }

    /// The newer of two entries of one partition, by a total order.
    RingPartition newer(RingPartition other) {
        return AGE.compare(this, other) >= 0 ? this : other;
    }

    /// The same partition in another state from now on.
    RingPartition turned(PartitionState next, Instant now) {
        return new RingPartition(
                id, zone, next, Member.versionAfter(version, now), now, tokens, isShared);
    }
}
