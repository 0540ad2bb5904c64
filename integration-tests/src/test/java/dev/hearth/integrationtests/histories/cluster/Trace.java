// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.SimulatedTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/// What happens in a history: the last of it for those who look into a failure, and a hash of all
/// of it.
final class Trace {

    private static final int REMEMBERED = 500;

    /// What objects have in their keys so that no two are alike: nobody's seed gives it.
    private static final Pattern NAMES = Pattern.compile("(?<=-)[0-9a-f]{16}\\b");

    private final SimulatedTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash;
    private long count;

    Trace(SimulatedTime time) {
        this.time = time;
    }

    void tell(String event) {
        String line = "%d %.3fs: %s".formatted(++count, time.nanoTime() / 1e9, event);
        String certain = NAMES.matcher(line).replaceAll("");
        for (int i = 0; i < certain.length(); i++) {
            hash = 31 * hash + certain.charAt(i);
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
