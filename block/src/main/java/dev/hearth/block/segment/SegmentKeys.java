// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

/// Keys of segments and floors in the object store.
public final class SegmentKeys {

    /// What the keys of all segments begin with.
    public static final String SEGMENTS_ROOT = "segments/";

    /// What the keys of all floors begin with.
    public static final String FLOORS_ROOT = "floors/";

    private static final int DIGITS = 20;

    private SegmentKeys() {}

    /// Key of the segment that begins at a position.
    public static String segment(String partition, long start) {
        return segments(partition) + padded(start);
    }

    /// Key that says that nothing below a position is read or needed. The object is a segment
    /// without tenants: all that it has is the ids below the position that a retry may bring again.
    public static String floor(String partition, long position) {
        return floors(partition) + padded(position);
    }

    /// What the keys of all segments of a partition begin with.
    public static String segments(String partition) {
        return SEGMENTS_ROOT + partition + "/";
    }

    /// What the keys of all floors of a partition begin with.
    public static String floors(String partition) {
        return FLOORS_ROOT + partition + "/";
    }

    /// The position at the end of a key, or -1 if the key does not end in one.
    public static long position(String key) {
        String digits = key.substring(key.lastIndexOf('/') + 1);
        if (digits.length() != DIGITS) {
            return -1;
        }
        long position = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || position > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            position = position * 10 + digit;
        }
        return position;
    }

    private static String padded(long position) {
        if (position < 0) {
            throw new IllegalArgumentException(
                    "position is %d (expected 0 or more)".formatted(position));
        }
        return "%020d".formatted(position);
    }
}
