// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.Cancellation;
import java.util.ArrayList;
import java.util.List;

/// Stored parts that one process is to answer for, and who was asked. For one thread.
final class StoredShare {

    private final List<PlannedPart.Stored> parts;
    private final long hedgeNanoTime;
    private final List<Cancellation> attempts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int inFlight;
    private boolean isAnswered;
    private boolean isHedged;

    /// @param hedgeNanoTime when somebody else is to be asked as well
    StoredShare(List<PlannedPart.Stored> parts, long hedgeNanoTime) {
        this.parts = List.copyOf(parts);
        this.hedgeNanoTime = hedgeNanoTime;
    }

    List<PlannedPart.Stored> parts() {
        return parts;
    }

    /// Notes that somebody is asked.
    void begin(String address, Cancellation attempt) {
        asked.add(address);
        attempts.add(attempt);
        inFlight++;
    }

    /// Notes that somebody failed; returns whether nobody else is being asked.
    boolean end() {
        inFlight--;
        return inFlight == 0;
    }

    /// Notes an answer; whoever else is being asked need not go on.
    void answered() {
        isAnswered = true;
        attempts.forEach(Cancellation::cancel);
    }

    /// Whether there is an answer.
    boolean isAnswered() {
        return isAnswered;
    }

    boolean wasAsked(String address) {
        return asked.contains(address);
    }

    /// Whether somebody else is to be asked at some time.
    boolean mayHedge() {
        return !isHedged && !isAnswered;
    }

    /// When, by `System.nanoTime`.
    long hedgeNanoTime() {
        return hedgeNanoTime;
    }

    void hedged() {
        isHedged = true;
    }
}
