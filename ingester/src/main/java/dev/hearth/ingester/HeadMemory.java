// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The memory that the heads of all partitions of a process share. Safe for many threads.
final class HeadMemory {

    private final long maxBytes;
    private final List<Heads> all = new CopyOnWriteArrayList<>();

    /// @param maxBytes what all heads and ids of retries may take together
    HeadMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(Heads heads) {
        all.add(heads);
    }

    void remove(Heads heads) {
        all.remove(heads);
    }

    /// What may be taken.
    long maxBytes() {
        return maxBytes;
    }

    /// What is taken.
    long usedBytes() {
        long bytes = 0;
        for (Heads heads : all) {
            bytes += heads.sizeBytes() + heads.retryBytes();
        }
        return bytes;
    }

    /// Whether nothing more may be applied.
    boolean isFull() {
        return usedBytes() >= maxBytes;
    }

    /// Whether half is taken and these heads have more than their share of it in the open one, so
    /// that it should be cut before its time.
    boolean isTightFor(Heads heads) {
        return heads.openHead().sizeBytes() > maxBytes / 2 / Math.max(1, all.size())
                && usedBytes() > maxBytes / 2;
    }
}
