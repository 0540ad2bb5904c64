// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.SimulatedTime;
import java.util.ArrayDeque;
import java.util.Deque;

/// What happens in a history: the last of it for those who look into a failure, and a hash of all
/// of it.
final class Trace {

    private static final int REMEMBERED = 500;

    private final SimulatedTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash;
    private long count;

    Trace(SimulatedTime time) {
        this.time = time;
    }

    void tell(String event) {
        String line = "%d %.3fs: %s".formatted(++count, time.nanoTime() / 1e9, event);
        for (int i = 0; i < line.length(); i++) {
            hash = 31 * hash + line.charAt(i);
        }
        last.add(line);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    long hash() {
        return hash;
    }

    /// One thing a line.
    String text() {
        return String.join("\n", last);
    }
}
