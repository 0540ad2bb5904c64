// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// One ring at one moment. Immutable.
///
/// Each entry has a version, and [#merge] keeps the newer one of each: it is commutative,
/// associative and idempotent, so copies that have seen the same entries are equal, whatever way
/// these took.
public final class RingState {

    /// A ring that nobody has joined.
    public static final RingState EMPTY = new RingState(new TreeMap<>(), new TreeMap<>());

    private final SortedMap<String, Member> members;
    private final SortedMap<String, RingPartition> partitions;
    private final Map<String, List<Member>> owners = new HashMap<>();

    private RingState(
            SortedMap<String, Member> members, SortedMap<String, RingPartition> partitions) {
        this.members = members;
        this.partitions = partitions;
        for (Member member : members.values()) {
            for (String owned : member.partitions()) {
                owners.computeIfAbsent(owned, _ -> new ArrayList<>()).add(member);
            }
        }
    }

    /// Makes a state of its entries; of several with one id the newest counts.
    public static RingState of(Iterable<Member> members, Iterable<RingPartition> partitions) {
        SortedMap<String, Member> allMembers = new TreeMap<>();
        members.forEach(member -> allMembers.merge(member.id(), member, Member::newer));
        SortedMap<String, RingPartition> all = new TreeMap<>();
        partitions.forEach(partition -> all.merge(partition.id(), partition, RingPartition::newer));
        return new RingState(allMembers, all);
    }

    /// All members by id, those that have left lately too.
    public SortedMap<String, Member> members() {
        return Collections.unmodifiableSortedMap(members);
    }

    /// All partitions by id, those that were retired lately too.
    public SortedMap<String, RingPartition> partitions() {
        return Collections.unmodifiableSortedMap(partitions);
    }

    /// The entry of a member, or null.
    public @Nullable Member member(String id) {
        return members.get(id);
    }

    /// The entry of a partition, or null.
    public @Nullable RingPartition partition(String id) {
        return partitions.get(id);
    }

    /// Members that say that they can answer for a partition and have not left, by id.
    public List<Member> owners(String partition) {
        return Collections.unmodifiableList(owners.getOrDefault(partition, List.of()));
    }

    /// The same with an entry brought in, if it is newer than the one there.
    public RingState with(Member member) {
        return merge(of(List.of(member), List.of()));
    }

    /// The same with an entry brought in, if it is newer than the one there.
    public RingState with(RingPartition partition) {
        return merge(of(List.of(), List.of(partition)));
    }

    /// The newer of both entries of each member and partition. This very object if the other adds
    /// nothing.
    public RingState merge(RingState other) {
        SortedMap<String, Member> newMembers = merged(members, other.members, Member::newer);
        SortedMap<String, RingPartition> newPartitions =
                merged(partitions, other.partitions, RingPartition::newer);
        if (newMembers == null && newPartitions == null) {
            return this;
        }
        return new RingState(
                newMembers == null ? members : newMembers,
                newPartitions == null ? partitions : newPartitions);
    }

    /// Null if theirs adds nothing to mine.
    private static <T> @Nullable SortedMap<String, T> merged(
            SortedMap<String, T> mine, SortedMap<String, T> theirs, BinaryOperator<T> newer) {
        @Nullable SortedMap<String, T> merged = null;
        for (Map.Entry<String, T> entry : theirs.entrySet()) {
            T old = mine.get(entry.getKey());
            T next = old == null ? entry.getValue() : newer.apply(old, entry.getValue());
            if (!next.equals(old)) {
                merged = merged == null ? new TreeMap<>(mine) : merged;
                merged.put(entry.getKey(), next);
            }
        }
        return merged;
    }

    /// What this state has that is newer than in another, or not there at all.
    RingState newerThan(RingState other) {
        return of(
                members.values().stream()
                        .filter(mine -> isNewer(mine, other.members.get(mine.id())))
                        .toList(),
                partitions.values().stream()
                        .filter(mine -> isNewer(mine, other.partitions.get(mine.id())))
                        .toList());
    }

    /// Whether it says more than that members of another state are still there.
    boolean isNewsTo(RingState other) {
        return !partitions.isEmpty()
                || members.values().stream()
                        .anyMatch(mine -> mine.isNewsTo(other.members.get(mine.id())));
    }

    private static boolean isNewer(Member mine, @Nullable Member theirs) {
        return theirs == null || !theirs.newer(mine).equals(theirs);
    }

    private static boolean isNewer(RingPartition mine, @Nullable RingPartition theirs) {
        return theirs == null || !theirs.newer(mine).equals(theirs);
    }

    /// Forgets a member, as if it had left in order: it is gone, and what only it could answer for
    /// is retired, but for partitions of a topic: what they hold is still there. Nothing changes if
    /// there is no such member.
    ///
    /// @param now the time
    public RingState forget(String id, Instant now) {
        Member member = members.get(id);
        if (member == null || !member.isPresent()) {
            return this;
        }
        RingState next = with(member.gone(now));
        for (String owned : member.partitions()) {
            RingPartition partition = next.partition(owned);
            if (partition != null && !partition.isShared()) {
                next = next.forgetPartition(owned, now);
            }
        }
        return next;
    }

    /// Forgets a partition that nobody owns: it is retired. Nothing changes if there is no such
    /// partition, it is retired already, or somebody owns it.
    ///
    /// @param now the time
    public RingState forgetPartition(String id, Instant now) {
        RingPartition partition = partitions.get(id);
        if (partition == null
                || partition.state() == PartitionState.RETIRED
                || !owners(id).isEmpty()) {
            return this;
        }
        return with(partition.turned(PartitionState.RETIRED, now));
    }

    /// The same without what left or was retired before a time. This very object if there is
    /// nothing of the kind.
    RingState withoutLeftBefore(Instant time) {
        List<Member> keptMembers =
                members.values().stream()
                        .filter(member -> member.isPresent() || !member.heartbeat().isBefore(time))
                        .toList();
        List<RingPartition> kept =
                partitions.values().stream()
                        .filter(partition ->
                                partition.state() != PartitionState.RETIRED
                                        || !partition.since().isBefore(time))
                        .toList();
        return keptMembers.size() == members.size() && kept.size() == partitions.size()
                ? this
                : of(keptMembers, kept);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RingState state
                        && members.equals(state.members)
                        && partitions.equals(state.partitions));
    }

    @Override
    public int hashCode() {
        return 31 * members.hashCode() + partitions.hashCode();
    }

    @Override
    public String toString() {
        return "RingState" + members.values() + partitions.values();
    }
}
