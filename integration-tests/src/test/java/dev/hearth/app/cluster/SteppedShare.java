// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ingester.SteppedTailing;
import dev.hearth.log.LogTopic;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Ring;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// Which partitions of a topic an ingester reads, and is named as an owner of, without a thread.
@NullMarked
public final class SteppedShare {

    private final LogTopic.Source source;
    private final KafkaShare share;

    /// @param silence how long a member may be away until its share goes to others
    /// @param nanoTime a clock that nobody sets
    public SteppedShare(
            Ring ring,
            Lifecycler lifecycler,
            LogTopic.Source source,
            SteppedTailing tailing,
            Duration silence,
            LongSupplier nanoTime) {
        this.source = source;
        TopicReader reader =
                new TopicReader() {

                    @Override
                    public void assign(Map<Integer, Integer> ranks) {
                        tailing.assign(ranks);
                    }

                    @Override
                    public List<Integer> caughtUp() {
                        return tailing.caughtUp();
                    }
                };
        share = new KafkaShare(ring, lifecycler, reader, silence, nanoTime);
    }

    /// Looks at the ring, and does what it asks for.
    ///
    /// @param isLeaving whether this process wants nothing any more
    public void step(boolean isLeaving) {
        try {
            share.step(source.open(), isLeaving);
        } catch (IOException | RuntimeException _) {
            // The next step tries it again.
        }
    }

    /// Whether this process is named as an owner of anything.
    public boolean owns() {
        return share.owns();
    }

    /// Why it does not serve yet what the ring gives it; null if it does.
    public @Nullable String unready() {
        return share.unready();
    }

    /// Says that this process answers for nothing any more.
    public void disownAll() {
        share.disownAll();
    }
}
