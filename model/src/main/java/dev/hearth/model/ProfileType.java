// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// What a series measures. Its id is the five parts joined by colons, empty ones included:
/// `process_cpu:cpu:nanoseconds:cpu:nanoseconds`, `memory:alloc_space:bytes::`.
///
/// @param name name of the profile, the series' `__name__`
/// @param sampleType what a value counts
/// @param sampleUnit unit of a value
/// @param periodType what is counted between two samples; may be empty
/// @param periodUnit unit of the period; may be empty
public record ProfileType(
        String name, String sampleType, String sampleUnit, String periodType, String periodUnit) {

    /// Reads an id of five parts, or six of which the last is `delta` and counts for nothing.
    ///
    /// @throws IllegalArgumentException if `id` is not one; the message is for the client
    public static ProfileType parse(String id) {
        String[] parts = id.split(":", -1);
        boolean isDelta = parts.length == 6 && parts[5].equals("delta");
        if (parts.length != 5 && !isDelta) {
            throw new IllegalArgumentException(
                    "profile-type selection is \"%s\" (expected <name>:<sample-type>:<sample-unit>:<period-type>:<period-unit>(:delta))"
                            .formatted(id));
        }
        return new ProfileType(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    /// The five parts joined by colons: the value of the label `__profile_type__`.
    public String id() {
        return String.join(":", name, sampleType, sampleUnit, periodType, periodUnit);
    }

    @Override
    public String toString() {
        return id();
    }
}
