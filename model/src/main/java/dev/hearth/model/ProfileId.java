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
