// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The entry of one instance in a ring. Only the instance itself writes it, except for whoever
/// forgets it.
///
/// @param id name of the instance; the same after a restart
/// @param address `host:port` of its gRPC
/// @param zone where it runs; empty if nobody said
/// @param state what it is doing
/// @param version grows with every change: milliseconds since 1970 or one more than before,
///   whichever is greater, so that a clock set back does no harm
/// @param heartbeat when it last said that it is there, by its own clock, to the millisecond
/// @param registered when it joined, to the millisecond; a restart does not change it
/// @param partitions ids of the partitions that it can answer for, sorted; none once it is gone
public record Member(
        String id,
        String address,
        String zone,
        MemberState state,
        long version,
        Instant heartbeat,
        Instant registered,
        List<String> partitions) {

    private static final Comparator<Member> AGE =
            Comparator.comparingLong(Member::version)
                    .thenComparing(Member::state)
                    .thenComparing(Member::heartbeat)
                    .thenComparing(Member::registered)
                    .thenComparing(Member::address)
                    .thenComparing(Member::zone)
                    .thenComparing(member -> member.partitions.toString());

    /// Checks and sorts.
    ///
    /// @throws IllegalArgumentException if the id is empty
    public Member {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id of a member is empty (expected a name)");
        }
        heartbeat = heartbeat.truncatedTo(ChronoUnit.MILLIS);
        registered = registered.truncatedTo(ChronoUnit.MILLIS);
        partitions =
                state == MemberState.GONE
                        ? List.of()
                        : partitions.stream().sorted().distinct().toList();
    }

    /// The version of the entry that follows one of version `before`.
    static long versionAfter(long before, Instant now) {
        return Math.max(before + 1, now.toEpochMilli());
    }

    /// The newer of two entries of one member. A total order decides, so it does not matter who
    /// compares, nor in which order.
    Member newer(Member other) {
        return AGE.compare(this, other) >= 0 ? this : other;
    }

    /// Whether it says more than that it is still there.
    boolean isNewsTo(@Nullable Member before) {
        return before == null
                || state != before.state
                || !address.equals(before.address)
                || !zone.equals(before.zone)
                || !partitions.equals(before.partitions);
    }

    /// The same member, left for good.
    Member gone(Instant now) {
        return new Member(
                id,
                address,
                zone,
                MemberState.GONE,
                versionAfter(version, now),
                now,
                registered,
                List.of());
    }

    /// Whether it has not left.
    public boolean isPresent() {
        return state != MemberState.GONE;
    }
}
