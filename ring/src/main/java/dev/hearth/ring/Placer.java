// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.model.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says which partition takes the profiles of a series. Safe for many threads; does not block.
///
/// The hash of tenant and service is a place on the ring; the series of that service are spread
/// over the `spread` partitions that come next, each by its own hash. What is decided follows from
/// the state of the ring alone, so all distributors decide alike as far as they know the same.
/// Members come into it only after the home is known: one that is away does not change anybody's
/// home.
public final class Placer {

    /// Whoever cannot reach so many would not reach the next one either.
    private static final int MAX_TARGETS = 16;

    private final Ring ring;
    private final Duration settling;
    private final boolean throughOwners;
    private volatile @Nullable PlacementLayout layout;

    private Placer(Ring ring, Duration settling, boolean throughOwners) {
        this.ring = ring;
        this.settling = settling;
        this.throughOwners = throughOwners;
    }

    /// For logs that their owners append to: a partition whose owner is away takes nothing, and the
    /// next one on the ring does.
    ///
    /// @param ring that of the ingesters
    /// @param settling how long after a change of its home the profiles of a series are marked; as
    ///   long as retries are recognised, and some more for clocks that differ
    public static Placer throughOwners(Ring ring, Duration settling) {
        return new Placer(ring, settling, true);
    }

    /// For logs that a broker appends to: whether owners are there does not matter to a write.
    ///
    /// @param ring that of the ingesters
    /// @param settling how long after a change of its home the profiles of a series are marked
    public static Placer throughBroker(Ring ring, Duration settling) {
        return new Placer(ring, settling, false);
    }

    /// Where the profiles of a series go.
    ///
    /// A spread or a shard that changes moves homes too, and the ring does not know: who changes
    /// them marks what he sends for a while wherever the homes of both differ.
    ///
    /// @param series hash of the series; with a spread of 1 it does not matter
    /// @param shardSize partitions that the tenant is confined to; 0 is all
    /// @param spread over how many partitions the service is spread, at least 1
    /// @throws IllegalArgumentException if the spread is less than 1
    public Placement place(
            TenantId tenant, String service, long series, int shardSize, int spread) {
        if (spread < 1) {
            throw new IllegalArgumentException(
                    "spread is %d (expected 1 or more)".formatted(spread));
        }
        PlacementShard shard = layout().shard(tenant, shardSize);
        long start = RingHash.of(tenant.value(), service);
        TokenRing.Walk walk = shard.now().walk(start);
        if (!walk.hasNext()) {
            return Placement.NOWHERE;
        }
        List<String> nearest = nearest(walk, series, spread);
        // Who may have missed a change does not know what is settled.
        boolean isSettled =
                ring.freshFor().compareTo(settling) >= 0 && shard.isSettled(start, spread);
        return new Placement(nearest.getFirst(), isSettled, targets(nearest, walk, isSettled));
    }

    /// The next `spread` partitions in the order in which the series prefers them: one more of them
    /// takes only what it is preferred for.
    private static List<String> nearest(TokenRing.Walk walk, long series, int spread) {
        List<String> nearest = new ArrayList<>();
        while (nearest.size() < spread && walk.hasNext()) {
            nearest.add(walk.next());
        }
        if (nearest.size() > 1) {
            Map<String, Long> ranks = new HashMap<>();
            nearest.forEach(id -> ranks.put(id, RingHash.mix(series, RingHash.of(id))));
            nearest.sort(
                    Comparator.comparingLong((String id) -> ranks.getOrDefault(id, 0L))
                            .thenComparing(Comparator.naturalOrder()));
        }
        return nearest;
    }

    /// The nearest ones, then the others in the order of the ring, as far as they can be reached.
    private List<Placement.Target> targets(
            List<String> nearest, TokenRing.Walk walk, boolean isSettled) {
        RingState state = ring.state();
        Instant heard = ring.heard();
        List<Placement.Target> targets = new ArrayList<>();
        int at = 0;
        while (targets.size() < MAX_TARGETS && (at < nearest.size() || walk.hasNext())) {
            String partition = at < nearest.size() ? nearest.get(at) : walk.next();
            Member owner = throughOwners ? ring.writer(state, partition, heard) : null;
            if (owner != null || !throughOwners) {
                targets.add(new Placement.Target(partition, owner, at > 0 || !isSettled));
            }
            at++;
        }
        return targets;
    }

    private PlacementLayout layout() {
        PlacementLayout known = layout;
        RingState state = ring.state();
        Instant now = ring.now();
        if (known != null && known.holds(state.partitions(), now)) {
            return known;
        }
        PlacementLayout made = new PlacementLayout(state.partitions(), settling, now);
        layout = made;
        return made;
    }
}
