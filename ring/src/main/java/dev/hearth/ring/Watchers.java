// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The states of all rings as one process knows them, and who is told when they change. Safe for
/// many threads.
final class Watchers {

    private final Map<RingName, RingState> states = new EnumMap<>(RingName.class);
    private final Map<RingName, List<RingListener>> listeners = new EnumMap<>(RingName.class);

    synchronized RingState known(RingName ring) {
        return states.getOrDefault(ring, RingState.EMPTY);
    }

    /// Changes what is known, and tells those who watch if it is something else then.
    ///
    /// @return what is known then
    synchronized RingState change(RingName ring, UnaryOperator<RingState> change) {
        RingState before = known(ring);
        RingState after = change.apply(before);
        if (!after.equals(before)) {
            states.put(ring, after);
            List.copyOf(listeners.getOrDefault(ring, List.of()))
                    .forEach(listener -> listener.changed(after));
        }
        return after;
    }

    synchronized Closeable watch(RingName ring, RingListener listener) {
        listeners.computeIfAbsent(ring, _ -> new ArrayList<>()).add(listener);
        listener.changed(known(ring));
        return () -> forget(ring, listener);
    }

    private synchronized void forget(RingName ring, RingListener listener) {
        listeners.getOrDefault(ring, new ArrayList<>()).remove(listener);
    }
}
