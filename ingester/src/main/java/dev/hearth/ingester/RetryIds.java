// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import java.util.Arrays;

/// The ids of profiles that a retry may bring again, with when they were appended.
///
/// An id counts as seen for a window from its first sighting; a retry that was dropped does not
/// make the window longer. What it answers depends only on what it was told, in that order, so that
/// a replay of the log drops what was dropped before. For one thread.
final class RetryIds {

    private static final long EMPTY = Long.MIN_VALUE;
    private static final int SLOT_BYTES = 3 * Long.BYTES;

    private final long windowMillis;

    /// High half, low half and append time of each slot.
    private long[] slots = emptySlots(1024);

    private int size;

    /// @param windowMillis how long an id counts as seen; 0 for not at all
    RetryIds(long windowMillis) {
        this.windowMillis = windowMillis;
    }

    /// Notes a profile's id, unless it was seen within the window before.
    ///
    /// @param appendMillis when its record was appended
    /// @return whether it was seen: the profile is a retry
    boolean isRetry(long high, long low, long appendMillis) {
        int slot = find(high, low);
        if (slots[slot + 2] != EMPTY && appendMillis - slots[slot + 2] <= windowMillis) {
            return true;
        }
        put(slot, high, low, appendMillis);
        return false;
    }

    /// Notes an id that storage knows of.
    void remember(long high, long low, long appendMillis) {
        put(find(high, low), high, low, appendMillis);
    }

    /// Ids that are kept, some of which may have left the window.
    int size() {
        return size;
    }

    /// Memory that they take.
    long sizeBytes() {
        return (long) slots.length * Long.BYTES;
    }

    private void put(int slot, long high, long low, long appendMillis) {
        boolean isNew = slots[slot + 2] == EMPTY;
        slots[slot] = high;
        slots[slot + 1] = low;
        slots[slot + 2] = appendMillis;
        if (isNew && ++size * 2 > slots.length / 3) {
            rehash(appendMillis - windowMillis);
        }
    }

    /// Forgets what has left the window; grows if that does not make room.
    private void rehash(long oldestMillis) {
        long[] old = slots;
        int kept = 0;
        for (int i = 0; i < old.length; i += 3) {
            kept += old[i + 2] != EMPTY && old[i + 2] >= oldestMillis ? 1 : 0;
        }
        int capacity = old.length / 3;
        slots = emptySlots(kept * 4 > capacity ? capacity * 2 : capacity);
        size = kept;
        for (int i = 0; i < old.length; i += 3) {
            if (old[i + 2] != EMPTY && old[i + 2] >= oldestMillis) {
                System.arraycopy(old, i, slots, find(old[i], old[i + 1]), 3);
            }
        }
    }

    private int find(long high, long low) {
        int capacity = slots.length / 3;
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        int index = (int) (mixed ^ mixed >>> 32) & (capacity - 1);
        while (true) {
            int slot = 3 * index;
            if (slots[slot + 2] == EMPTY || (slots[slot] == high && slots[slot + 1] == low)) {
                return slot;
            }
            index = (index + 1) & (capacity - 1);
        }
    }

    private static long[] emptySlots(int capacity) {
        long[] slots = new long[Math.multiplyExact(capacity, SLOT_BYTES / Long.BYTES)];
        Arrays.fill(slots, EMPTY);
        return slots;
    }
}
