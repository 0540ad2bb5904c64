// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.pprof.BuildIdJson;
import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import dev.hearth.model.Symbols;
import org.jspecify.annotations.Nullable;

/// The mappings that the locations of a profile lie in, the one without a row among them, and what
/// all locations of each have in common.
final class OtlpMappings {

    private static final int ALL_FLAGS =
            Symbols.HAS_FUNCTIONS | Symbols.HAS_FILENAMES | Symbols.HAS_LINE_NUMBERS;

    private final OtlpSymbols symbols;
    private final ProtoReader in = new ProtoReader();

    /// Rows of the dictionary, in the order of their first use.
    private final IntColumn rows = new IntColumn();

    private final IntColumn flags = new IntColumn();
    private final IntColumn ids = new IntColumn();
    private final LongColumn attributes = new LongColumn();
    private @Nullable SourceRepository repository;

    OtlpMappings(OtlpSymbols symbols) {
        this.symbols = symbols;
    }

    /// Notes that a location lies in a mapping.
    ///
    /// @param index of the mapping, as the location has it
    /// @return which of the used mappings it is
    int use(OtlpRequest request, long index) throws MalformedProfileException {
        int row = request.dictionary.mappings.check(index);
        boolean hasRow = row < request.dictionary.mappings.size();
        int mapping = hasRow ? request.memos.mappings.get(row) : rows.size - 1;
        if (mapping < 0) {
            mapping = rows.size;
            rows.add(row);
            flags.add(ALL_FLAGS);
            if (hasRow) {
                request.memos.mappings.put(row, mapping);
            }
        }
        return mapping;
    }

    /// Notes what a location of a used mapping has.
    void locationHas(int mapping, int locationFlags) {
        flags.values[mapping] &= locationFlags;
    }

    /// Whether all locations of a used mapping have functions.
    boolean isSymbolized(int mapping) {
        return (flags.values[mapping] & Symbols.HAS_FUNCTIONS) != 0;
    }

    /// The id of a used mapping; after [#enter].
    int id(int mapping) {
        return ids.values[mapping];
    }

    /// Enters the used mappings.
    void enter(OtlpProfile profile) throws MalformedProfileException {
        repository = profile.repository();
        ids.resize(rows.size);
        for (int i = 0; i < rows.size; i++) {
            ids.values[i] = enter(profile.request, i);
        }
    }

    private int enter(OtlpRequest request, int mapping) throws MalformedProfileException {
        int row = rows.values[mapping];
        if (row == 0) {
            return symbols.builder().mapping(0, 0, 0, 0, 0, flags.values[mapping]);
        }
        OtlpDictionary dictionary = request.dictionary;
        in.reset(dictionary.bytes, 0);
        int end = dictionary.mappings.open(in, row, dictionary.limit);
        symbols.used(end - in.position());
        long start = 0;
        long limit = 0;
        long offset = 0;
        long filename = 0;
        attributes.size = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case MAPPING_START -> start = in.varint(end);
                case MAPPING_LIMIT -> limit = in.varint(end);
                case MAPPING_OFFSET -> offset = in.varint(end);
                case MAPPING_FILENAME -> filename = in.varint(end);
                case MAPPING_ATTRIBUTES -> in.packed(attributes, in.open(end));
                case MAPPING_ATTRIBUTE -> attributes.add(in.varint(end));
                default -> in.skip(tag, end);
            }
        }
        boolean keepsAddresses = !isSymbolized(mapping);
        return symbols.builder()
                .mapping(
                        keepsAddresses ? start : 0,
                        keepsAddresses ? limit : 0,
                        keepsAddresses ? offset : 0,
                        symbols.string(filename),
                        buildId(request),
                        flags.values[mapping]);
    }

    private int buildId(OtlpRequest request) throws MalformedProfileException {
        String buildId = "";
        for (int i = 0; i < attributes.size && buildId.isEmpty(); i++) {
            String named = request.attributes.buildId(attributes.values[i]);
            buildId = named == null ? "" : named;
        }
        SourceRepository source = repository;
        String shown = source == null ? buildId : BuildIdJson.of(source, buildId);
        symbols.used(shown.length());
        return symbols.builder().string(shown);
    }

    /// Forgets the profile, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        rows.clear(keep);
        flags.clear(keep);
        ids.clear(keep);
        attributes.clear(keep);
        repository = null;
        in.reset(new byte[0], 0);
    }
}
