// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

/// Series by hash, and when each was seen last: an open-addressed table. For one thread at a time.
///
/// Idle series are looked for only when there is no room, and then at most once a [#SWEEP_SECONDS]:
/// a table at its limit costs no more than one below it.
final class SeriesTable {

    static final int SWEEP_SECONDS = 10;

    private static final int FIRST_SLOTS = 64;
    private static final int IDLE_SECONDS = (int) ActiveSeries.IDLE.toSeconds();

    /// Slots, a power of two, at most half of them in use; 0 is an empty one.
    private long[] keys = new long[FIRST_SLOTS];

    private int[] seen = new int[FIRST_SLOTS];
    private int size;
    private int sweptAt = Integer.MIN_VALUE;

    /// Whether a series is active; makes it so if there is room.
    ///
    /// @param key hash of the series
    /// @param now seconds of any clock
    boolean admit(long key, int now, int limit) {
        long stored = key == 0 ? 1 : key;
        int slot = slot(keys, stored);
        if (keys[slot] == stored) {
            seen[slot] = now;
            return true;
        }
        if (size >= limit && sweptAt + SWEEP_SECONDS <= now) {
            expire(now);
            slot = slot(keys, stored);
        }
        if (size >= limit) {
            return false;
        }
        if (2 * (size + 1) > keys.length) {
            rebuild(2 * keys.length, Integer.MIN_VALUE);
            slot = slot(keys, stored);
        }
        keys[slot] = stored;
        seen[slot] = now;
        size++;
        return true;
    }

    /// Forgets idle series.
    void expire(int now) {
        sweptAt = now;
        rebuild(keys.length, now - IDLE_SECONDS);
        int needed = FIRST_SLOTS;
        while (needed < 4 * size) {
            needed *= 2;
        }
        if (needed < keys.length) {
            rebuild(needed, Integer.MIN_VALUE);
        }
    }

    int size() {
        return size;
    }

    private void rebuild(int slots, int seenAfter) {
        long[] oldKeys = keys;
        int[] oldSeen = seen;
        keys = new long[slots];
        seen = new int[slots];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0 && oldSeen[i] > seenAfter) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                seen[slot] = oldSeen[i];
                size++;
            }
        }
    }

    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ (key >>> 32)) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
