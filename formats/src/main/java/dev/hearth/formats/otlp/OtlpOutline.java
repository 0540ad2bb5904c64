// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;

/// Where the parts of a request are. Each range is two numbers of a column: start and end.
final class OtlpOutline {

    final OtlpDictionary dictionary;

    final IntColumn resources = new IntColumn();
    final IntColumn scopes = new IntColumn();

    /// The resource of each scope.
    final IntColumn scopeResources = new IntColumn();

    final IntColumn profiles = new IntColumn();

    /// The scope of each profile.
    final IntColumn profileScopes = new IntColumn();

    private final IntColumn dictionaries = new IntColumn();
    private final ProtoReader in = new ProtoReader();

    OtlpOutline(byte[] body, int from, int end) throws MalformedProfileException {
        dictionary = new OtlpDictionary(body, end, end - from);
        in.reset(body, from);
        ranges(from, end, REQUEST_DICTIONARY, dictionaries);
        if (dictionaries.size == 0) {
            throw ProtoReader.malformed("missing profile metadata dictionary");
        }
        for (int i = 0; i < dictionaries.size; i += 2) {
            dictionary.add(dictionaries.values[i], dictionaries.values[i + 1]);
        }
        dictionary.check();
        ranges(from, end, REQUEST_RESOURCE_PROFILES, resources);
        if (resources.size == 0) {
            throw ProtoReader.malformed("missing resource profiles");
        }
        for (int resource = 0; resource < resources.size / 2; resource++) {
            ranges(resources, resource, RESOURCE_PROFILES_SCOPES, scopes);
            number(scopeResources, scopes, resource);
        }
        for (int scope = 0; scope < scopes.size / 2; scope++) {
            ranges(scopes, scope, SCOPE_PROFILES_PROFILE, profiles);
            number(profileScopes, profiles, scope);
        }
    }

    private static void number(IntColumn parents, IntColumn children, int parent) {
        while (parents.size < children.size / 2) {
            parents.add(parent);
        }
    }

    /// Collects the ranges of a field of one of the messages whose ranges a column holds.
    void ranges(IntColumn messages, int row, int wanted, IntColumn found)
            throws MalformedProfileException {
        ranges(messages.values[2 * row], messages.values[2 * row + 1], wanted, found);
    }

    private void ranges(int from, int end, int wanted, IntColumn found)
            throws MalformedProfileException {
        in.seek(from);
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == wanted) {
                int fieldEnd = in.open(end);
                found.add(in.position());
                found.add(fieldEnd);
                in.seek(fieldEnd);
            } else {
                in.skip(tag, end);
            }
        }
    }

    /// A hash of all tables.
    long dictionaryHash() {
        HashStream64 hash = Hashing.xxh3_64().hashStream();
        for (int i = 0; i < dictionaries.size; i += 2) {
            int from = dictionaries.values[i];
            hash.putBytes(dictionary.bytes, from, dictionaries.values[i + 1] - from);
        }
        return hash.getAsLong();
    }
}
