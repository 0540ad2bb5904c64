// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static dev.hearth.formats.pprof.PprofFields.*;

import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoWriter;
import dev.hearth.model.ProfileType;
import dev.hearth.model.StackTable;
import dev.hearth.model.StringTable;
import dev.hearth.model.Symbols;
import java.nio.charset.StandardCharsets;

/// Encodes sums by stack as pprof: a google.v1.Profile, not compressed.
///
/// It holds what the sums refer to and nothing else, with ids from 1, and mappings, lines and
/// addresses as they are in the symbols. For one profile and one thread.
public final class PprofEncoder {

    private final Symbols symbols;
    private final StackTable stacks;
    private final ProtoWriter out = new ProtoWriter();
    private final ProtoWriter stringTable = new ProtoWriter();
    private int stringCount;

    /// New id by old one, 0 for what is not in the profile. The empty string is 0 in both.
    private final int[] stringIds;

    private final int[] mappingIds;
    private final int[] functionIds;
    private final int[] locationIds;

    /// Old ids in the order of the new ones.
    private final IntColumn functions = new IntColumn();

    private final IntColumn locations = new IntColumn();

    private PprofEncoder(Symbols symbols, StackTable stacks) {
        this.symbols = symbols;
        this.stacks = stacks;
        this.stringIds = new int[symbols.strings().size()];
        this.mappingIds = new int[symbols.mappingCount()];
        this.functionIds = new int[symbols.functionCount()];
        this.locationIds = new int[symbols.locationCount()];
    }

    /// Returns the profile; no bytes at all if no sum is positive.
    ///
    /// @param symbols what the stacks name
    /// @param stacks what the sums are of
    /// @param sums for each stack what was measured; may be shorter than the table of stacks
    /// @param type what was measured
    /// @param timeNanos start, nanoseconds since the epoch
    /// @param durationNanos how long was measured
    /// @param period events between two samples, 0 if unknown
    public static byte[] encode(
            Symbols symbols,
            StackTable stacks,
            long[] sums,
            ProfileType type,
            long timeNanos,
            long durationNanos,
            long period) {
        PprofEncoder encoder = new PprofEncoder(symbols, stacks);
        encoder.addString(new byte[0], 0, 0);
        encoder.valueType(PROFILE_SAMPLE_TYPE, type.sampleType(), type.sampleUnit());
        if (!encoder.samples(sums)) {
            return new byte[0];
        }
        encoder.mappings();
        encoder.locations();
        encoder.functions();
        encoder.out.number(PROFILE_TIME, timeNanos);
        encoder.out.number(PROFILE_DURATION, durationNanos);
        if (!type.periodType().isEmpty() || !type.periodUnit().isEmpty()) {
            encoder.valueType(PROFILE_PERIOD_TYPE, type.periodType(), type.periodUnit());
        }
        encoder.out.number(PROFILE_PERIOD, period);
        encoder.out.append(encoder.stringTable);
        return encoder.out.toBytes();
    }

    private boolean samples(long[] sums) {
        boolean hasAny = false;
        int count = Math.min(sums.length, stacks.size());
        for (int stack = 0; stack < count; stack++) {
            if (sums[stack] > 0) {
                hasAny = true;
                sample(stack, sums[stack]);
            }
        }
        return hasAny;
    }

    private void sample(int stack, long value) {
        int sample = out.open(PROFILE_SAMPLE);
        if (stack != StackTable.ROOT) {
            int ids = out.open(SAMPLE_LOCATIONS);
            for (int node = stack; node != StackTable.ROOT; node = stacks.parent(node)) {
                out.varint(locationId(stacks.location(node)));
            }
            out.close(ids);
        }
        int values = out.open(SAMPLE_VALUES);
        out.varint(value);
        out.close(values);
        out.close(sample);
    }

    private int locationId(int location) {
        if (locationIds[location] == 0) {
            locations.add(location);
            locationIds[location] = locations.size;
        }
        return locationIds[location];
    }

    private int functionId(int function) {
        if (functionIds[function] == 0) {
            functions.add(function);
            functionIds[function] = functions.size;
        }
        return functionIds[function];
    }

    /// Mappings keep their order, because tools take the first for the program's own.
    private void mappings() {
        for (int i = 0; i < locations.size; i++) {
            int mapping = symbols.locationMapping(locations.values[i]);
            if (mapping != Symbols.NO_MAPPING) {
                mappingIds[mapping] = 1;
            }
        }
        int last = 0;
        for (int mapping = 0; mapping < mappingIds.length; mapping++) {
            if (mappingIds[mapping] != 0) {
                last++;
                mappingIds[mapping] = last;
                mapping(mapping, last);
            }
        }
    }

    private void mapping(int mapping, int id) {
        int start = out.open(PROFILE_MAPPING);
        out.number(MAPPING_ID, id);
        out.number(MAPPING_START, symbols.mappingStart(mapping));
        out.number(MAPPING_LIMIT, symbols.mappingLimit(mapping));
        out.number(MAPPING_OFFSET, symbols.mappingOffset(mapping));
        out.number(MAPPING_FILENAME, stringId(symbols.mappingFilename(mapping)));
        out.number(MAPPING_BUILD_ID, stringId(symbols.mappingBuildId(mapping)));
        int flags = symbols.mappingFlags(mapping);
        out.number(MAPPING_HAS_FUNCTIONS, flags & Symbols.HAS_FUNCTIONS);
        out.flag(MAPPING_HAS_FILENAMES, (flags & Symbols.HAS_FILENAMES) != 0);
        out.flag(MAPPING_HAS_LINE_NUMBERS, (flags & Symbols.HAS_LINE_NUMBERS) != 0);
        out.flag(MAPPING_HAS_INLINE_FRAMES, (flags & Symbols.HAS_INLINE_FRAMES) != 0);
        out.close(start);
    }

    private void locations() {
        for (int i = 0; i < locations.size; i++) {
            int location = locations.values[i];
            int mapping = symbols.locationMapping(location);
            int start = out.open(PROFILE_LOCATION);
            out.number(LOCATION_ID, i + 1);
            out.number(LOCATION_MAPPING, mapping == Symbols.NO_MAPPING ? 0 : mappingIds[mapping]);
            out.number(LOCATION_ADDRESS, symbols.locationAddress(location));
            int lineEnd = symbols.lineEnd(location);
            for (int line = symbols.lineStart(location); line < lineEnd; line++) {
                int lineStart = out.open(LOCATION_LINE);
                out.number(LINE_FUNCTION, functionId(symbols.lineFunction(line)));
                out.number(LINE_NUMBER, symbols.lineNumber(line));
                out.close(lineStart);
            }
            out.flag(LOCATION_FOLDED, symbols.isLocationFolded(location));
            out.close(start);
        }
    }

    private void functions() {
        for (int i = 0; i < functions.size; i++) {
            int function = functions.values[i];
            int start = out.open(PROFILE_FUNCTION);
            out.number(FUNCTION_ID, i + 1);
            out.number(FUNCTION_NAME, stringId(symbols.functionName(function)));
            out.number(FUNCTION_SYSTEM_NAME, stringId(symbols.functionSystemName(function)));
            out.number(FUNCTION_FILENAME, stringId(symbols.functionFilename(function)));
            out.number(FUNCTION_START_LINE, symbols.functionStartLine(function));
            out.close(start);
        }
    }

    private void valueType(int tag, String type, String unit) {
        int typeId = addString(type);
        int unitId = addString(unit);
        int start = out.open(tag);
        out.number(VALUE_TYPE_TYPE, typeId);
        out.number(VALUE_TYPE_UNIT, unitId);
        out.close(start);
    }

    private int stringId(int string) {
        StringTable strings = symbols.strings();
        if (stringIds[string] == 0 && strings.length(string) > 0) {
            stringIds[string] =
                    addString(strings.bytes(), strings.offset(string), strings.length(string));
        }
        return stringIds[string];
    }

    private int addString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return utf8.length == 0 ? 0 : addString(utf8, 0, utf8.length);
    }

    private int addString(byte[] utf8, int offset, int length) {
        stringTable.bytes(PROFILE_STRING, utf8, offset, length);
        return stringCount++;
    }
}
