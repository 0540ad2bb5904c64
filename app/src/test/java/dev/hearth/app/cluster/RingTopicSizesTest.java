// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.distributor.TopicSizes;
import dev.hearth.model.TenantId;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the ring tells of the partitions that a topic had.
final class RingTopicSizesTest {

    private static final Duration WINDOW = Duration.ofMinutes(11);

    private final MemoryRingStore store = new MemoryRingStore();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Ring ring = new Ring(RingName.INGESTERS, store, Duration.ofMinutes(1), clock);

    private void push(int partitions) throws IOException {
        new AnnouncingSink(
                        (_, _) -> {},
                        () -> new TestTopic(partitions),
                        ring,
                        store,
                        clock,
                        time -> now = now.plus(time))
                .append(new TenantId("a"), List.of());
    }

    private TopicSizes.Range range(int partitions) throws IOException {
        return new RingTopicSizes(() -> new TestTopic(partitions), ring, WINDOW, clock).range();
    }

    @Test
    void partitionsThatWereAddedCountOnceTheyAreOld() throws IOException {
        push(2);
        assertThat(range(2)).as("the first push").isEqualTo(new TopicSizes.Range(0, 2));
        now = now.plus(WINDOW);
        assertThat(range(2)).isEqualTo(new TopicSizes.Range(2, 2));

        push(4);
        assertThat(range(4)).isEqualTo(new TopicSizes.Range(2, 4));
        assertThat(range(2)).as("who does not know of them").isEqualTo(new TopicSizes.Range(2, 4));

        now = now.plus(WINDOW);
        assertThat(range(4)).isEqualTo(new TopicSizes.Range(4, 4));
        assertThat(range(2)).isEqualTo(new TopicSizes.Range(4, 4));
    }
}
