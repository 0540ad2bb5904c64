// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.List;

/// One pushed payload in parsed form: the tables it names things in, and its profiles, one for each
/// series that it was split into.
///
/// It is what a decoder makes, what the log keeps, and what a head takes in.
///
/// @param symbols tables of the payload
/// @param stacks stacks of all profiles; locations are those of `symbols`
/// @param profiles profiles, each with at least one sample
public record ProfileBatch(Symbols symbols, StackTable stacks, List<Profile> profiles) {

    /// Keeps a copy of the list.
    public ProfileBatch {
        profiles = List.copyOf(profiles);
    }
}
