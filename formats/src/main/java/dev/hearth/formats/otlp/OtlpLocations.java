// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.model.Symbols;

/// The locations that the stacks of a profile use. They are read as stacks name them, and entered
/// when all are known: only then it is known which mappings are symbolized throughout, and whose
/// addresses say nothing.
final class OtlpLocations {

    private final OtlpSymbols symbols;
    private final OtlpMappings mappings;
    private final ProtoReader in = new ProtoReader();

    /// Used mappings, addresses, and the end of the lines of each, in the order of their first use.
    private final IntColumn mapping = new IntColumn();

    private final LongColumn address = new LongColumn();
    private final IntColumn lineEnd = new IntColumn();
    private final IntColumn lineFunction = new IntColumn();
    private final LongColumn lineNumber = new LongColumn();
    private final IntColumn ids = new IntColumn();

    OtlpLocations(OtlpSymbols symbols) {
        this.symbols = symbols;
        this.mappings = new OtlpMappings(symbols);
    }

    /// Notes that a stack has a location.
    ///
    /// @param row of the dictionary, not 0
    /// @return which of the used locations it is
    int use(OtlpRequest request, int row) throws MalformedProfileException {
        int used = request.memos.locations.get(row);
        if (used == RowMemo.UNKNOWN) {
            used = lineEnd.size;
            read(request, row);
            request.memos.locations.put(row, used);
        }
        return used;
    }

    private void read(OtlpRequest request, int row) throws MalformedProfileException {
        OtlpDictionary dictionary = request.dictionary;
        in.reset(dictionary.bytes, 0);
        int end = dictionary.locations.open(in, row, dictionary.limit);
        symbols.used(end - in.position());
        long mappingIndex = 0;
        long at = 0;
        int flags = Symbols.HAS_FILENAMES;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case LOCATION_MAPPING -> mappingIndex = in.varint(end);
                case LOCATION_ADDRESS -> at = in.varint(end);
                case LOCATION_LINE -> flags = line(dictionary, flags, in.open(end));
                default -> in.skip(tag, end);
            }
        }
        int used = mappings.use(request, mappingIndex);
        boolean hasFunctions = (flags & Symbols.HAS_FUNCTIONS) != 0;
        mappings.locationHas(used, hasFunctions ? flags : 0);
        mapping.add(used);
        address.add(at);
        lineEnd.add(lineFunction.size);
    }

    /// Reads a line.
    ///
    /// @param flags what the lines before have
    /// @return the same with what this one has
    private int line(OtlpDictionary dictionary, int flags, int end)
            throws MalformedProfileException {
        long index = 0;
        long number = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case LINE_FUNCTION -> index = in.varint(end);
                case LINE_NUMBER -> number = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
        int row = dictionary.functions.check(index);
        if (row == 0) {
            return flags;
        }
        int function = symbols.function(row);
        lineFunction.add(function >> 1);
        lineNumber.add(number);
        boolean hasFile = (function & 1) != 0;
        return (hasFile ? flags : flags & ~Symbols.HAS_FILENAMES)
                | Symbols.HAS_FUNCTIONS
                | (number == 0 ? 0 : Symbols.HAS_LINE_NUMBERS);
    }

    /// Enters the used locations and their mappings.
    void enter(OtlpProfile profile) throws MalformedProfileException {
        mappings.enter(profile);
        ids.resize(lineEnd.size);
        for (int i = 0; i < lineEnd.size; i++) {
            int used = mapping.values[i];
            ids.values[i] =
                    symbols.builder()
                            .location(
                                    mappings.id(used),
                                    mappings.isSymbolized(used) ? 0 : address.values[i],
                                    false,
                                    lineFunction.values,
                                    lineNumber.values,
                                    IntColumn.start(lineEnd, i),
                                    lineEnd.values[i]);
        }
    }

    /// The id of a used location; after [#enter].
    int id(int used) {
        return ids.values[used];
    }

    /// Forgets the profile, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        mappings.clear(keep);
        mapping.clear(keep);
        address.clear(keep);
        lineEnd.clear(keep);
        lineFunction.clear(keep);
        lineNumber.clear(keep);
        ids.clear(keep);
        in.reset(new byte[0], 0);
    }
}
