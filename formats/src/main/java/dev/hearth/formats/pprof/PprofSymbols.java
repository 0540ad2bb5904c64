// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IdIndex;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.Utf8;
import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Enters what samples refer to into a [SymbolsBuilder], each row of the payload once, with the
/// rewriting that its client needs. What nothing refers to is never entered.
final class PprofSymbols {

    private static final int UNKNOWN = -1;

    private static final byte[] NO_BYTES = new byte[0];

    private final PprofColumns columns;
    private final int maxStringBytes;
    private final IdIndex mappings = new IdIndex();
    private final IdIndex functions = new IdIndex();
    private final IntColumn stringIds = new IntColumn();
    private final IntColumn mappingIds = new IntColumn();
    private final IntColumn functionIds = new IntColumn();
    private final IntColumn locationIds = new IntColumn();
    private final IntColumn lineFunctions = new IntColumn();
    private final LongColumn lineNumbers = new LongColumn();
    private byte[] text = NO_BYTES;

    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private Budget budget = new Budget(0);
    private PprofOptions options = PprofOptions.NONE;
    private boolean isGo;
    private int stubMapping = UNKNOWN;

    PprofSymbols(PprofColumns columns, DecodeLimits limits) {
        this.columns = columns;
        this.maxStringBytes =
                limits.maxSymbolBytes() > 0 ? limits.maxSymbolBytes() : Integer.MAX_VALUE;
    }

    /// Starts on what the columns hold now.
    void reset(PprofOptions newOptions, boolean isGoProfile, Budget newBudget) {
        options = newOptions;
        isGo = isGoProfile;
        budget = newBudget;
        stubMapping = UNKNOWN;
        mappings.build(columns.mappingId);
        functions.build(columns.functionId);
        stringIds.fill(columns.stringOffset.size, UNKNOWN);
        mappingIds.fill(columns.mappingId.size, UNKNOWN);
        functionIds.fill(columns.functionId.size, UNKNOWN);
        locationIds.fill(columns.locationId.size, UNKNOWN);
    }

    Symbols finish() {
        return symbols.copy();
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        symbols.clear(keep);
        mappings.clear(keep);
        functions.clear(keep);
        stringIds.clear(keep);
        mappingIds.clear(keep);
        functionIds.clear(keep);
        locationIds.clear(keep);
        lineFunctions.clear(keep);
        lineNumbers.clear(keep);
        text = text.length > keep ? NO_BYTES : text;
        options = PprofOptions.NONE;
    }

    /// Returns the symbols' id of a location, given its row.
    int location(int row) throws MalformedProfileException {
        int id = locationIds.values[row];
        if (id == UNKNOWN) {
            id = addLocation(row);
            locationIds.values[row] = id;
        }
        return id;
    }

    private int addLocation(int row) throws MalformedProfileException {
        PprofColumns c = columns;
        int mapping = mapping(c.locationMapping.values[row]);
        lineFunctions.size = 0;
        lineNumbers.size = 0;
        int end = c.locationLineEnd.values[row];
        for (int line = IntColumn.start(c.locationLineEnd, row); line < end; line++) {
            int function = functions.find(c.lineFunction.values[line]);
            if (function >= 0) {
                lineFunctions.add(function(function));
                lineNumbers.add(c.lineNumber.values[line]);
            }
        }
        boolean isSymbolized = (mappingFlags(row) & Symbols.HAS_FUNCTIONS) != 0;
        return symbols.location(
                mapping,
                isSymbolized ? 0 : c.locationAddress.values[row],
                c.locationFolded.values[row] != 0,
                lineFunctions.values,
                lineNumbers.values,
                0,
                lineFunctions.size);
    }

    private int mappingFlags(int location) {
        int row = mappings.find(columns.locationMapping.values[location]);
        return row < 0 ? 0 : columns.mappingFlags.values[row];
    }

    private int mapping(long payloadId) throws MalformedProfileException {
        int row = mappings.find(payloadId);
        if (row < 0) {
            if (stubMapping == UNKNOWN) {
                stubMapping = symbols.mapping(0, 0, 0, 0, 0, 0);
            }
            return stubMapping;
        }
        int id = mappingIds.values[row];
        if (id == UNKNOWN) {
            id = addMapping(row);
            mappingIds.values[row] = id;
        }
        return id;
    }

    private int addMapping(int row) throws MalformedProfileException {
        PprofColumns c = columns;
        int flags = c.mappingFlags.values[row];
        boolean isSymbolized = (flags & Symbols.HAS_FUNCTIONS) != 0;
        SourceRepository repository = options.repository();
        int buildId = c.mappingBuildId.values[row];
        return symbols.mapping(
                isSymbolized ? 0 : c.mappingStart.values[row],
                isSymbolized ? 0 : c.mappingLimit.values[row],
                isSymbolized ? 0 : c.mappingOffset.values[row],
                string(c.mappingFilename.values[row]),
                repository == null ? string(buildId) : sourceBuildId(repository, buildId),
                flags);
    }

    private int sourceBuildId(SourceRepository repository, int buildId)
            throws MalformedProfileException {
        String json = BuildIdJson.of(repository, text(buildId));
        budget.charge(4L * json.length());
        return symbols.string(json);
    }

    private int function(int row) throws MalformedProfileException {
        int id = functionIds.values[row];
        if (id == UNKNOWN) {
            PprofColumns c = columns;
            int name = string(c.functionName.values[row]);
            int filename = string(c.functionFilename.values[row]);
            id =
                    symbols.function(
                            options.isScripting() ? scriptName(row, name) : name,
                            string(c.functionSystemName.values[row]),
                            filename,
                            c.functionStartLine.values[row]);
            functionIds.values[row] = id;
        }
        return id;
    }

    /// The file's name and the function's, as users of scripting languages know it.
    private int scriptName(int row, int name) throws MalformedProfileException {
        String filename = text(columns.functionFilename.values[row]);
        if (filename.isEmpty() || (options.spyName().equals("pyspy") && filename.startsWith("/"))) {
            return name;
        }
        byte[] joined =
                (filename + " " + text(columns.functionName.values[row]))
                        .getBytes(StandardCharsets.UTF_8);
        budget.charge(8L * joined.length);
        int start = Utf8.tail(joined, 0, joined.length, maxStringBytes);
        return symbols.string(joined, start, joined.length - start);
    }

    private int string(int index) {
        int id = stringIds.values[index];
        if (id == UNKNOWN) {
            id = addString(index);
            stringIds.values[index] = id;
        }
        return id;
    }

    private int addString(int index) {
        byte[] bytes = columns.bytes;
        int from = columns.stringOffset.values[index];
        int to = from + columns.stringLength.values[index];
        if (to - from > maxStringBytes) {
            from = Utf8.tail(bytes, from, to, maxStringBytes);
        }
        if (isGo && GoTypeParameters.find(bytes, from, to) >= 0) {
            if (text.length < to - from) {
                text = new byte[Math.max(256, to - from)];
            }
            int length = GoTypeParameters.remove(bytes, from, to, text);
            return symbols.string(text, 0, length);
        }
        return symbols.string(bytes, from, to - from);
    }

    /// A string of the payload, cut to the limit.
    String text(int index) {
        int from = columns.stringOffset.values[index];
        int to = from + columns.stringLength.values[index];
        int start = Utf8.tail(columns.bytes, from, to, maxStringBytes);
        return new String(columns.bytes, start, to - start, StandardCharsets.UTF_8);
    }

    /// Whether a string of the payload is `expected`.
    boolean isText(int index, byte[] expected) {
        int from = columns.stringOffset.values[index];
        int to = from + columns.stringLength.values[index];
        return Arrays.equals(columns.bytes, from, to, expected, 0, expected.length);
    }
}
