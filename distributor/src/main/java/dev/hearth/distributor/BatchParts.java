// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Divides batches by where their profiles go.
final class BatchParts {

    private BatchParts() {}

    /// The batches for each place, in the order in which profiles name them. All parts of a batch
    /// have its tables.
    ///
    /// @param place where a profile goes, the same each time
    static <T> Map<T, List<ProfileBatch>> of(
            List<ProfileBatch> batches, Function<Profile, T> place) {
        Map<T, List<ProfileBatch>> parts = new LinkedHashMap<>();
        for (ProfileBatch batch : batches) {
            Map<T, List<Profile>> profiles = new LinkedHashMap<>();
            for (Profile profile : batch.profiles()) {
                profiles.computeIfAbsent(place.apply(profile), _ -> new ArrayList<>()).add(profile);
            }
            profiles.forEach((to, some) ->
                    parts.computeIfAbsent(to, _ -> new ArrayList<>())
                            .add(
                                    some.size() == batch.profiles().size()
                                            ? batch
                                            : new ProfileBatch(
                                                    batch.symbols(), batch.stacks(), some)));
        }
        return parts;
    }
}
