// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/// Keeps rings in the memory of this process, for components that all run in it.
public final class MemoryRingStore implements RingStore {

    private final Watchers watchers = new Watchers();

    /// Empty rings.
    public MemoryRingStore() {}

    @Override
    public String kind() {
        return "inmemory";
    }

    @Override
    public RingState known(RingName ring) {
        return watchers.known(ring);
    }

    @Override
    public RingState update(RingName ring, UnaryOperator<RingState> change) {
        return watchers.change(ring, change);
    }

    @Override
    public Closeable watch(RingName ring, RingListener listener) {
        return watchers.watch(ring, listener);
    }

    @Override
    public Instant lastHeard(RingName ring, Instant now, Duration grace) {
        return now;
    }

    @Override
    public Duration freshFor(RingName ring, Instant now) {
        return ALWAYS;
    }

    @Override
    public void close() {}
}
