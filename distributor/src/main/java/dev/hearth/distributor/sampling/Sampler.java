// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.sampling;

import dev.hearth.model.ProfileId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides which profiles of a usage group are kept. Immutable and safe for many threads.
public final class Sampler {

    /// Keeps everything.
    public static final Sampler NONE = new Sampler(Map.of());

    /// Makes the decision independent of whatever else the bits of an id are used for.
    private static final long SALT = 0x9e3779b97f4a7c15L;

    private final Map<String, Double> probabilities;

    /// @param probabilities from the name of a group, filled in or as configured, to the share of
    ///   its profiles that is kept, 0 to 1
    public Sampler(Map<String, Double> probabilities) {
        this.probabilities = Map.copyOf(probabilities);
    }

    /// Whether everything is kept.
    public boolean isEmpty() {
        return probabilities.isEmpty();
    }

    /// The share of a series' profiles that is kept: the smallest of its groups', 1 if none of them
    /// has a rule. A rule for the name with its labels filled in counts before one for the name as
    /// configured.
    public double probability(List<GroupMember> groups) {
        double lowest = 1;
        for (GroupMember group : groups) {
            Double found = rule(group);
            lowest = found == null ? lowest : Math.min(lowest, found);
        }
        return lowest;
    }

    private @Nullable Double rule(GroupMember group) {
        Double exact = probabilities.get(group.name());
        return exact == null ? probabilities.get(group.configuredName()) : exact;
    }

    /// Whether a profile is kept: the same answer for the same id and probability, always.
    ///
    /// @param id evenly distributed, such as a hash
    public static boolean isKept(ProfileId id, double probability) {
        long mixed = (id.high() ^ Long.rotateLeft(id.low(), 32) ^ SALT) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (mixed >>> 11) * 0x1.0p-53 < probability;
    }
}
