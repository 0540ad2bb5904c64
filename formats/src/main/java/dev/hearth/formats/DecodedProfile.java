// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import dev.hearth.model.ProfileBatch;
import java.util.List;

/// What a decoder made of one payload.
///
/// The batch has one profile for each sample type and each distinct set of sample labels that has a
/// positive value. The labels of such a profile are the sample's own string labels (not span and
/// trace ids, which stay with the samples), and `__type__`, `__unit__`, `__period_type__`,
/// `__period_unit__`, each only if not empty; and `__name__`, where the format says itself what
/// each profile measures. It has no id yet, and the payload's own time, 0 if none.
///
/// @param batch the profiles; none if the payload had no positive value
/// @param sampleTypes all types that the payload announces, in its order
/// @param uncompressedBytes bytes of the payload after gunzip
public record DecodedProfile(
        ProfileBatch batch, List<SampleType> sampleTypes, long uncompressedBytes) {

    /// Keeps a copy of the list.
    public DecodedProfile {
        sampleTypes = List.copyOf(sampleTypes);
    }
}
