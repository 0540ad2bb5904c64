// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/// Keeps the rings of a cluster, and shows them to all members.
///
/// Entries have versions ([RingState#merge]), so it is enough that every change reaches every
/// member some time: no two members need ever see the same at one moment.
///
/// Safe for many threads.
public interface RingStore extends Closeable {

    /// Longer than anything.
    Duration ALWAYS = Duration.ofDays(100_000);

    /// What kind of store it is, as `-ring.store` says it.
    String kind();

    /// The newest state that this process knows. Does not block, and goes on answering while the
    /// store is away; empty until something is known.
    RingState known(RingName ring);

    /// Changes a ring, atomically or such that it merges with what others do at the same time. On
    /// return [#known] has the change. Blocks.
    ///
    /// @param change gives the new state for the newest old one; called several times if others
    ///   change the ring meanwhile; what gives back its argument changes nothing
    /// @return the state with the change
    /// @throws IOException if the store is away; the change may have happened all the same
    RingState update(RingName ring, UnaryOperator<RingState> change) throws IOException;

    /// Begins to watch a ring; what is closed again ends it.
    ///
    /// @param listener told at once what is known
    Closeable watch(RingName ring, RingListener listener);

    /// Up to which time what is known of the ring is complete: `now`, or, while the store is away
    /// and for a grace after, the time when it was last there. Heartbeats are compared with this,
    /// for without a store none can be seen, and nobody is dead for that.
    ///
    /// @param grace how long members need to be seen again once the store is back
    Instant lastHeard(RingName ring, Instant now, Duration grace);

    /// How long what is known of the ring has been complete, but for what is on its way: every
    /// change of others was heard of soon after. Zero if it is not, because others cannot be heard;
    /// [#ALWAYS] if it is by the nature of the store.
    Duration freshFor(RingName ring, Instant now);

    /// Whether the rings were heard of since the start: only then is what is known what the cluster
    /// has. True for good from then on, for what was known last goes on being used. Who gossips and
    /// finds nobody has heard all that there is.
    default boolean isHeard() {
        return true;
    }

    /// The processes that keep the rings among themselves, as people read them; empty if a server
    /// does or there is only this one.
    default List<String> peers() {
        return List.of();
    }

    /// Ends. The entries stay.
    @Override
    void close() throws IOException;
}
