// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Strings, mappings, functions and locations by dense id, each once: pprof's own tables as
/// columns.
///
/// Immutable as far as the counts go; made by a [SymbolsBuilder], which may go on adding behind.
/// Safe for many threads if it was safely published. All ids that a column holds are ids of this
/// table.
public final class Symbols {

    /// The mapping of a location that has none.
    public static final int NO_MAPPING = -1;

    /// Bits of [#mappingFlags].
    public static final int HAS_FUNCTIONS = 1;

    /// See [#HAS_FUNCTIONS].
    public static final int HAS_FILENAMES = 2;

    /// See [#HAS_FUNCTIONS].
    public static final int HAS_LINE_NUMBERS = 4;

    /// See [#HAS_FUNCTIONS].
    public static final int HAS_INLINE_FRAMES = 8;

    private final StringTable strings;
    private final SymbolColumns columns;
    private final int mappingCount;
    private final int functionCount;
    private final int locationCount;

    Symbols(
            StringTable strings,
            SymbolColumns columns,
            int mappingCount,
            int functionCount,
            int locationCount) {
        this.strings = strings;
        this.columns = columns;
        this.mappingCount = mappingCount;
        this.functionCount = functionCount;
        this.locationCount = locationCount;
    }

    /// All strings that the other columns name.
    public StringTable strings() {
        return strings;
    }

    /// Mappings in the table.
    public int mappingCount() {
        return mappingCount;
    }

    /// First address of a mapping.
    public long mappingStart(int mapping) {
        return columns.mappingStart[mapping];
    }

    /// End of a mapping, exclusive.
    public long mappingLimit(int mapping) {
        return columns.mappingLimit[mapping];
    }

    /// Offset of a mapping in its file.
    public long mappingOffset(int mapping) {
        return columns.mappingOffset[mapping];
    }

    /// String id of a mapping's file name.
    public int mappingFilename(int mapping) {
        return columns.mappingFilename[mapping];
    }

    /// String id of a mapping's build id.
    public int mappingBuildId(int mapping) {
        return columns.mappingBuildId[mapping];
    }

    /// [#HAS_FUNCTIONS] and its like, or-ed.
    public int mappingFlags(int mapping) {
        return columns.mappingFlags[mapping];
    }

    /// Functions in the table.
    public int functionCount() {
        return functionCount;
    }

    /// String id of a function's name.
    public int functionName(int function) {
        return columns.functionName[function];
    }

    /// String id of a function's name as the linker knows it.
    public int functionSystemName(int function) {
        return columns.functionSystemName[function];
    }

    /// String id of a function's source file.
    public int functionFilename(int function) {
        return columns.functionFilename[function];
    }

    /// Line on which a function starts, 0 if unknown.
    public long functionStartLine(int function) {
        return columns.functionStartLine[function];
    }

    /// Locations in the table.
    public int locationCount() {
        return locationCount;
    }

    /// Mapping of a location, or [#NO_MAPPING].
    public int locationMapping(int location) {
        return columns.locationMapping[location];
    }

    /// Address of a location, 0 if unknown.
    public long locationAddress(int location) {
        return columns.locationAddress[location];
    }

    /// Whether other locations were folded into this one.
    public boolean isLocationFolded(int location) {
        return columns.locationFolded[location];
    }

    /// First line of a location. Its lines, the innermost inlined call first, are those from here
    /// to [#lineEnd]; none if the location is not symbolized.
    public int lineStart(int location) {
        return location == 0 ? 0 : columns.lineEnds[location - 1];
    }

    /// End of a location's lines, exclusive.
    public int lineEnd(int location) {
        return columns.lineEnds[location];
    }

    /// Lines of all locations together.
    public int lineCount() {
        return locationCount == 0 ? 0 : columns.lineEnds[locationCount - 1];
    }

    /// Function of a line.
    public int lineFunction(int line) {
        return columns.lineFunction[line];
    }

    /// Line number of a line, 0 if unknown.
    public long lineNumber(int line) {
        return columns.lineNumber[line];
    }

    /// Columns of its own, no longer than needed.
    SymbolColumns copyColumns() {
        return columns.copy(mappingCount, functionCount, locationCount, lineCount());
    }
}
