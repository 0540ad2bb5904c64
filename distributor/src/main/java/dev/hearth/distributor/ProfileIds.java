// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.TenantId;
import java.util.random.RandomGenerator;

/// Gives ids to profiles, such that a retry gets the id of what it repeats and nothing else does.
///
/// The key of a payload is a 128-bit xxh3 of the tenant, the client's id of the payload, the
/// payload's bytes and, where the request names one, its time range; the id of each profile that
/// the payload was split into is one of that key and the profile's labels.
///
/// - The client's id alone is not enough, because clients are known to send the same one again and
///   again, or one for all samples of a request: the bytes tell such profiles apart.
/// - The bytes alone are enough only if they hold a time of their own. A payload with neither that
///   nor a client's id gets random ids: two equal ones are two profiles.
/// - With a client's id and without a time of its own, equal payloads of one request are told apart
///   by their order, so that none of them is lost; a retry of the request repeats the order.
/// - A client that gives a payload with a time two ids says that these are two profiles.
final class ProfileIds {

    private final RandomGenerator random;

    /// @param random safe for many threads
    ProfileIds(RandomGenerator random) {
        this.random = random;
    }

    /// The key of a payload.
    ///
    /// @param clientId empty if the client gave none
    /// @param range the time range of the request as sent; empty if it has none
    static ProfileId payloadKey(TenantId tenant, String clientId, String range, byte[] payload) {
        HashStream128 hash = Hashing.xxh3_128().hashStream();
        hash.putString(tenant.value()).putString(clientId).putString(range);
        return id(hash.putByteArray(payload));
    }

    /// The id of one profile of a payload.
    ///
    /// @param labels the labels that are stored
    static ProfileId of(ProfileId payloadKey, Labels labels) {
        HashStream128 hash = start(payloadKey);
        for (int i = 0; i < labels.size(); i++) {
            hash.putString(labels.name(i)).putString(labels.value(i));
        }
        return id(hash.putInt(labels.size()));
    }

    /// The id of a profile that a request holds once more.
    ///
    /// @param earlier how often the request held it before, at least 1
    static ProfileId repeated(ProfileId id, int earlier) {
        return id(start(id).putInt(earlier));
    }

    /// A random id.
    ProfileId fresh() {
        return new ProfileId(random.nextLong(), random.nextLong());
    }

    private static HashStream128 start(ProfileId id) {
        return Hashing.xxh3_128().hashStream().putLong(id.high()).putLong(id.low());
    }

    private static ProfileId id(HashStream128 hash) {
        HashValue128 value = hash.get();
        return new ProfileId(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }
}
