// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.HiddenTimes;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.StoredPart;
import java.util.List;

/// A piece of a tenant's profiles in one plan: each profile is in exactly one.
sealed interface PlannedPart {

    /// What only this process has.
    ///
    /// @param source without what is hidden
    record Local(ProfileSource source) implements PlannedPart {}

    /// What every process that has the object store can read.
    ///
    /// @param part as others are told of it
    /// @param source as it is read here, without what is hidden
    /// @param bytes how large it is; 0 if that is not known without a look at it
    record Stored(StoredPart part, ProfileSource source, long bytes) implements PlannedPart {

        Stored with(Repeats repeats) {
            return new Stored(
                    new StoredPart(part.kind(), part.name(), part.hidden(), repeats),
                    repeats.over(source),
                    bytes);
        }
    }

    /// What only owners in other processes have.
    ///
    /// @param owners who can be asked, the best first; each has all of it
    /// @param from the first position that counts
    /// @param hidden what does not count of it
    /// @param repeats which of its profiles count that may have copies elsewhere
    record Owned(List<RemoteOwner> owners, long from, HiddenTimes hidden, Repeats repeats)
            implements PlannedPart {

        /// Keeps a copy of the list.
        ///
        /// @throws IllegalArgumentException if it is empty
        public Owned {
            if (owners.isEmpty()) {
                throw new IllegalArgumentException("part has no owner");
            }
            owners = List.copyOf(owners);
        }

        Owned with(Repeats other) {
            return new Owned(owners, from, hidden, other);
        }
    }

    /// The sources of parts that are all to be read here.
    ///
    /// @throws IllegalArgumentException if this process cannot read one
    static List<ProfileSource> sources(List<PlannedPart> parts) {
        return parts.stream()
                .map(part ->
                        switch (part) {
                            case Local(ProfileSource source) -> source;
                            case Stored stored -> stored.source();
                            case Owned owned ->
                                    throw new IllegalArgumentException(
                                            "part is with " + owned.owners().getFirst().address());
                        })
                .toList();
    }
}
