// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.distributor.BatchSink;
import dev.hearth.distributor.TopicSizes;
import dev.hearth.log.LogTopic;
import dev.hearth.querier.SegmentCatalog;
import dev.hearth.query.RemoteOwner;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;

/// What a process makes of the ring of the ingesters, for those who have neither a net nor threads.
@NullMarked
public final class SteppedCluster {

    private SteppedCluster() {}

    /// The owners as a querier asks them.
    ///
    /// @param self the name of the process
    /// @param finder finds the owner of a partition by the address of its process and its id
    public static Supplier<List<RemoteOwner>> owners(
            Ring ring, String self, BiFunction<String, String, RemoteOwner> finder) {
        return new RingOwners(
                ring, (address, partition, _) -> finder.apply(address, partition), self, false);
    }

    /// What appends to a topic once queriers can know of its partitions.
    public static UnaryOperator<BatchSink> announcing(
            LogTopic.Source topic,
            Ring ring,
            RingStore store,
            InstantSource clock,
            Patience patience) {
        return sink -> new AnnouncingSink(sink, topic, ring, store, clock, patience::pass);
    }

    /// Lets time pass.
    @FunctionalInterface
    public interface Patience {

        /// Returns when it is over.
        ///
        /// @throws IOException if the caller is to stop
        void pass(Duration time) throws IOException;
    }

    /// How many partitions a topic had of late.
    ///
    /// @param settling how long what has changed counts as changed of late
    public static TopicSizes sizes(
            LogTopic.Source topic, Ring ring, Duration settling, InstantSource clock) {
        return new RingTopicSizes(topic, ring, settling, clock);
    }

    /// Adds the partitions that a ring knows.
    public static UnaryOperator<SegmentCatalog> segments(Ring ring) {
        return stored -> new RingSegments(stored, ring);
    }
}
