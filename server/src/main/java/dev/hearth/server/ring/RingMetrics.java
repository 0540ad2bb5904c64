// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server.ring;

import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberState;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Every metric of rings; most are named as in Pyroscope. They are read when somebody asks.
public final class RingMetrics {

    private static final String NAME = "name";
    private static final String STATE = "state";

    private RingMetrics() {}

    /// Shows what is known of a ring.
    public static void watch(Ring ring, MeterRegistry meters) {
        for (MemberState state :
                List.of(MemberState.JOINING, MemberState.ACTIVE, MemberState.LEAVING)) {
            members(ring, state.name(), meters, member -> isIn(ring, member, state));
        }
        members(ring, "Unhealthy", meters, member -> isAway(ring, member));
        Gauge.builder("pyroscope.ring.tokens.total", ring, RingMetrics::tokens)
                .description("Tokens of all partitions that are written.")
                .tag(NAME, ring.name().key())
                .register(meters);
        for (PartitionState state : List.of(PartitionState.ACTIVE, PartitionState.READ_ONLY)) {
            Gauge.builder(
                            "hearth.ring.partitions",
                            ring,
                            of ->
                                    count(
                                            of.state().partitions().values(),
                                            partition -> partition.state() == state))
                    .description("Partitions of the log.")
                    .tags(NAME, ring.name().key(), STATE, state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder(
                        "hearth.ring.partitions.orphaned",
                        ring,
                        of -> count(of.partitions(), owned -> owned.here().isEmpty()))
                .description("Partitions none of whose owners is there.")
                .tag(NAME, ring.name().key())
                .register(meters);
    }

    private static void members(
            Ring ring, String state, MeterRegistry meters, Predicate<Member> in) {
        Gauge.builder(
                        "pyroscope.ring.members",
                        ring,
                        of -> count(of.state().members().values(), in))
                .description("Members of the ring.")
                .tags(NAME, ring.name().key(), STATE, state)
                .register(meters);
        ToDoubleFunction<Ring> oldest =
                of ->
                        of.state().members().values().stream()
                                .filter(in)
                                .mapToLong(member -> member.heartbeat().getEpochSecond())
                                .min()
                                .orElse(0);
        Gauge.builder("pyroscope.ring.oldest.member.timestamp", ring, oldest)
                .description(
                        "Oldest heartbeat of a member, in seconds since 1970; 0 if there is none.")
                .tags(NAME, ring.name().key(), STATE, state)
                .register(meters);
    }

    private static boolean isIn(Ring ring, Member member, MemberState state) {
        return member.state() == state && ring.isHealthy(member);
    }

    private static boolean isAway(Ring ring, Member member) {
        return member.isPresent() && !ring.isHealthy(member);
    }

    private static double tokens(Ring ring) {
        return ring.state().partitions().values().stream()
                .filter(partition -> partition.state() == PartitionState.ACTIVE)
                .mapToLong(RingPartition::tokens)
                .sum();
    }

    private static <T> double count(Collection<T> all, Predicate<T> in) {
        return (double) all.stream().filter(in).count();
    }

    /// Shows what this process does to be in a ring.
    ///
    /// @param ring the same one, to see what became of it
    public static void watch(Lifecycler member, Ring ring, MeterRegistry meters) {
        Gauge.builder("pyroscope.ring.member.tokens.owned", member, self -> owned(self, ring))
                .description("Tokens of the partitions that this process can answer for.")
                .tag(NAME, ring.name().key())
                .register(meters);
        FunctionCounter.builder(
                        "pyroscope.ring.member.heartbeats", member, self -> (double) self.beats())
                .description("Heartbeats of this process that reached the store.")
                .tag(NAME, ring.name().key())
                .register(meters);
        FunctionCounter.builder(
                        "hearth.ring.member.heartbeats.failed",
                        member,
                        self -> (double) self.failedBeats())
                .description("Heartbeats of this process that did not reach the store.")
                .tag(NAME, ring.name().key())
                .register(meters);
    }

    private static double owned(Lifecycler self, Ring ring) {
        RingState state = ring.state();
        Member mine = state.member(self.id());
        long tokens = 0;
        for (String id : mine == null ? List.<String>of() : mine.partitions()) {
            RingPartition partition = state.partition(id);
            tokens += partition == null ? 0 : partition.tokens();
        }
        return (double) tokens;
    }

    /// Shows how many processes gossip.
    public static void watch(RingStore store, MeterRegistry meters) {
        Gauge.builder(
                        "pyroscope.memberlist.client.cluster.members.count",
                        store,
                        of -> of.peers().size())
                .description("Processes that keep the rings by gossip; 0 if a server does.")
                .register(meters);
    }
}
