// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.distributor.BatchSink;
import dev.hearth.log.LogTopic;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes sure that queriers know of the partitions of a topic before anything is appended to them:
/// they would otherwise not know that there is something to ask for. Safe for many threads.
///
/// What has just been entered in the ring has still to reach them, which takes a moment, and longer
/// if the ring is away by then: until that is over nothing is appended.
final class AnnouncingSink implements BatchSink {

    /// How often it is waited for others to hear.
    private static final int PATIENCE = 3;

    /// How long after that everything is refused at once: who waits holds memory.
    private static final Duration REFUSAL = Duration.ofSeconds(5);

    private final BatchSink sink;
    private final LogTopic.Source source;
    private final Ring ring;
    private final RingStore store;
    private final InstantSource clock;
    private final Wait wait;

    private volatile @Nullable Sight sight;
    private volatile Instant refusesUntil = Instant.MIN;

    /// The last state in which all of them are known to others.
    private volatile @Nullable RingState complete;

    /// The partitions as this process sees them.
    ///
    /// @param entered when each was entered, by the clock of whoever did
    /// @param seen since when they are so here, by the clock of this process
    private record Sight(List<Instant> entered, Instant seen) {}

    /// Lets time pass.
    @FunctionalInterface
    interface Wait {

        /// Returns when it is over.
        ///
        /// @throws IOException if the caller is to stop
        void of(Duration time) throws IOException;
    }

    AnnouncingSink(
            BatchSink sink,
            LogTopic.Source source,
            Ring ring,
            RingStore store,
            InstantSource clock,
            Wait wait) {
        this.sink = sink;
        this.source = source;
        this.ring = ring;
        this.store = store;
        this.clock = clock;
        this.wait = wait;
    }

    /// @throws IOException if others may not know of the partitions yet, or the sink fails
    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        LogTopic topic = source.open();
        RingState state = ring.state();
        if (!state.equals(complete)) {
            RingState all = with(state, topic);
            RingState known =
                    all.equals(state)
                            ? state
                            : store.update(ring.name(), before -> with(before, topic));
            awaitHeard(sight(known, topic), topic);
            complete = known;
        }
        sink.append(tenant, batches);
    }

    private Sight sight(RingState state, LogTopic topic) {
        List<Instant> entered = new ArrayList<>();
        for (int number = 0; number < topic.partitions(); number++) {
            RingPartition partition = state.partition(topic.partition(number));
            entered.add(partition == null ? clock.instant() : partition.since());
        }
        Sight last = sight;
        if (last == null || !last.entered.equals(entered)) {
            last = new Sight(entered, clock.instant());
            sight = last;
        }
        return last;
    }

    private void awaitHeard(Sight now, LogTopic topic) throws IOException {
        for (int i = 0; !isHeard(now); i++) {
            boolean isRefused = clock.instant().isBefore(refusesUntil);
            if (isRefused || i == PATIENCE) {
                refusesUntil = isRefused ? refusesUntil : clock.instant().plus(REFUSAL);
                throw new IOException(
                        "partitions of topic \"%s\" may not be known to queriers yet (expected the ring to be there for %s after %s, when they were seen in it)"
                                .formatted(topic.name(), Pause.SPREAD, now.seen));
            }
            wait.of(Pause.SPREAD);
        }
    }

    /// Whether all who can hear the ring know of the partitions: they were entered long ago, by
    /// whatever clock, or the ring was there once what this process saw had time to spread.
    private boolean isHeard(Sight now) {
        Instant spread = ring.heard().minus(Pause.SPREAD);
        Instant sure = spread.minus(Cluster.CLOCK_SLACK);
        return now.entered.stream().noneMatch(entered -> entered.isAfter(sure))
                || !now.seen.isAfter(spread);
    }

    private RingState with(RingState before, LogTopic topic) {
        RingState next = before;
        for (int number = 0; number < topic.partitions(); number++) {
            String id = topic.partition(number);
            RingPartition known = next.partition(id);
            if (known == null || known.state() != PartitionState.ACTIVE || !known.isShared()) {
                next = next.with(RingPartition.ofTopic(id, known, clock.instant()));
            }
        }
        return next;
    }
}
