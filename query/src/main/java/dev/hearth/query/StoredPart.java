// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// A tenant's part of an object store that answers questions as a whole: a block, or what a segment
/// holds of the tenant.
///
/// @param kind what it is
/// @param name the id of a block, the key of a segment
/// @param hidden what does not count of it; made of rules
public record StoredPart(Kind kind, String name, HiddenTimes hidden, Repeats repeats) {

    /// A part of which every profile counts that is not hidden.
    public StoredPart(Kind kind, String name, HiddenTimes hidden) {
        this(kind, name, hidden, new Repeats.None());
    }

    /// What there is in an object store.
    public enum Kind {
        /// A tenant's block.
        BLOCK,
        /// A segment, in which many tenants are.
        SEGMENT
    }
}
