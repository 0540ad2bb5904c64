// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.distributor.TopicSizes;
import dev.hearth.log.LogTopic;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How many partitions a topic had, as the ring tells it: each is there since somebody was first to
/// append to it or to read it.
///
/// @param source the topic
/// @param ring that of the ingesters
/// @param settling how long what has changed counts as changed of late
/// @param clock the time
record RingTopicSizes(LogTopic.Source source, Ring ring, Duration settling, InstantSource clock)
        implements TopicSizes {

    @Override
    public Range range() throws IOException {
        LogTopic topic = source.open();
        RingState state = ring.state();
        Instant from = clock.instant().minus(settling);
        boolean isOld = ring.freshFor().compareTo(settling) >= 0;
        int least = 0;
        int most = 0;
        RingPartition partition = state.partition(topic.partition(0));
        while (partition != null) {
            isOld &= !partition.since().isAfter(from);
            least += isOld ? 1 : 0;
            most++;
            partition = state.partition(topic.partition(most));
        }
        return new Range(least, Math.max(most, topic.partitions()));
    }
}
