// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Who can reach whom, and how much luck messages have.
final class Links {

    private final RandomGenerator random;
    private final Set<String> cut = new HashSet<>();
    private boolean isCalm;

    Links(RandomGenerator random) {
        this.random = random;
    }

    /// Whether nothing is lost from now on.
    void setCalm(boolean now) {
        isCalm = now;
        if (now) {
            cut.clear();
        }
    }

    /// Cuts two off from each other, or joins them.
    void turn(String one, String other) {
        String link = one + " " + other;
        if (!cut.remove(link)) {
            cut.add(link);
        }
    }

    boolean areCut(String from, String to) {
        return cut.contains(from + " " + to);
    }

    /// @param often once in how many times it is
    boolean isUnlucky(int often) {
        return !isCalm && random.nextInt(often) == 0;
    }
}
