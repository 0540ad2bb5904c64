// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// A set of identities of profiles, for many of them. For one thread while it is added to; once
/// nobody adds any more, safe for many.
public final class ProfileIdSet {

    private static final int SMALLEST = 16;

    /// High and low half of each slot; both 0 in an empty one.
    private long[] slots = new long[2 * SMALLEST];

    private int used;
    private boolean hasZero;

    /// An empty set.
    public ProfileIdSet() {}

    /// Ids in the set.
    public int size() {
        return used + (hasZero ? 1 : 0);
    }

    /// Whether there is none.
    public boolean isEmpty() {
        return size() == 0;
    }

    /// Adds an id.
    ///
    /// @return whether it was not there
    public boolean add(long high, long low) {
        if (high == 0 && low == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        int slot = find(slots, high, low);
        if ((slots[slot] | slots[slot + 1]) != 0) {
            return false;
        }
        slots[slot] = high;
        slots[slot + 1] = low;
        used++;
        if (4L * used > slots.length) {
            grow();
        }
        return true;
    }

    /// Adds all of another set.
    public void addAll(ProfileIdSet others) {
        others.each(this::add);
    }

    /// Whether an id is in the set.
    public boolean contains(long high, long low) {
        if (high == 0 && low == 0) {
            return hasZero;
        }
        int slot = find(slots, high, low);
        return (slots[slot] | slots[slot + 1]) != 0;
    }

    /// Takes ids one by one.
    @FunctionalInterface
    public interface Each {

        /// Takes an id; what is returned does not matter.
        boolean take(long high, long low);
    }

    /// Tells all ids, in any order.
    public void each(Each each) {
        if (hasZero) {
            each.take(0, 0);
        }
        for (int i = 0; i < slots.length; i += 2) {
            if ((slots[i] | slots[i + 1]) != 0) {
                each.take(slots[i], slots[i + 1]);
            }
        }
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(slots.length, 2)];
        for (int i = 0; i < slots.length; i += 2) {
            if ((slots[i] | slots[i + 1]) != 0) {
                int slot = find(larger, slots[i], slots[i + 1]);
                larger[slot] = slots[i];
                larger[slot + 1] = slots[i + 1];
            }
        }
        slots = larger;
    }

    private static int find(long[] slots, long high, long low) {
        int mask = slots.length / 2 - 1;
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        int index = (int) (mixed ^ mixed >>> 32) & mask;
        while (true) {
            int slot = 2 * index;
            boolean isEmpty = (slots[slot] | slots[slot + 1]) == 0;
            if (isEmpty || (slots[slot] == high && slots[slot + 1] == low)) {
                return slot;
            }
            index = (index + 1) & mask;
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ProfileIdSet that) || that.size() != size()) {
            return false;
        }
        boolean[] isEqual = {true};
        each((high, low) -> isEqual[0] &= that.contains(high, low));
        return isEqual[0];
    }

    @Override
    public int hashCode() {
        long[] sum = new long[1];
        each((high, low) -> {
            sum[0] += high * 31 + low;
            return true;
        });
        return Long.hashCode(sum[0]);
    }

    @Override
    public String toString() {
        String[] all = new String[size()];
        int[] at = new int[1];
        each((high, low) -> {
            all[at[0]++] = new ProfileId(high, low).toString();
            return true;
        });
        return Arrays.toString(all);
    }
}
