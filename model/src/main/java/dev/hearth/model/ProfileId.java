// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// The identity of one stored profile, 128 bits. Two pushes with equal ids are one profile sent
/// twice.
///
/// @param high the first 64 bits
/// @param low the last 64 bits
public record ProfileId(long high, long low) implements Comparable<ProfileId> {

    /// The id of a profile that was not given one yet.
    public static final ProfileId NONE = new ProfileId(0, 0);

    /// The id of what is made of two profiles, first and second: different from both, and the same
    /// whenever it is made of these two.
    public static ProfileId ofBoth(ProfileId first, ProfileId second) {
        long high = mix(mix(first.high) + second.high);
        long low = mix(mix(first.low ^ high) + second.low);
        return new ProfileId(high, low);
    }

    /// A permutation of all numbers that brings each bit to all others: the one that
    /// [java.util.SplittableRandom] ends with.
    private static long mix(long bits) {
        long mixed = bits + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public int compareTo(ProfileId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /// The id in the shape of a UUID, as the wire shows it.
    @Override
    public String toString() {
        return new java.util.UUID(high, low).toString();
    }
}
