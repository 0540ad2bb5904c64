// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.util.ArrayDeque;
import java.util.Deque;

/// What happened last in a history, for those who look into a failure.
final class Story {

    private static final int REMEMBERED = 400;

    private final NaiveModel model;
    private final Deque<String> events = new ArrayDeque<>();

    /// @param model which numbers what happens
    Story(NaiveModel model) {
        this.model = model;
    }

    void tell(String event) {
        events.add(model.next() + ": " + event);
        if (events.size() > REMEMBERED) {
            events.removeFirst();
        }
    }

    /// One thing a line.
    String text() {
        return String.join("\n", events);
    }
}
