// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// The arrays behind [Symbols] and its builder. An array that is full is replaced by a longer copy,
/// never changed below its count, so a reader that holds the old columns goes on undisturbed.
final class SymbolColumns implements Cloneable {

    long[] mappingStart = new long[4];
    long[] mappingLimit = new long[4];
    long[] mappingOffset = new long[4];
    int[] mappingFilename = new int[4];
    int[] mappingBuildId = new int[4];
    int[] mappingFlags = new int[4];

    int[] functionName = new int[64];
    int[] functionSystemName = new int[64];
    int[] functionFilename = new int[64];
    long[] functionStartLine = new long[64];

    int[] locationMapping = new int[64];
    long[] locationAddress = new long[64];
    boolean[] locationFolded = new boolean[64];
    int[] lineEnds = new int[64];

    int[] lineFunction = new int[64];
    long[] lineNumber = new long[64];

    /// The same arrays under another object, for a reader.
    SymbolColumns share() {
        try {
            return (SymbolColumns) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The first rows, in arrays that are no longer than needed.
    SymbolColumns copy(int mappings, int functions, int locations, int lines) {
        SymbolColumns copy = share();
        copy.sizeMappings(mappings);
        copy.sizeFunctions(functions);
        copy.sizeLocations(locations);
        copy.sizeLines(lines);
        return copy;
    }

    /// Length of the longest column.
    int longest() {
        return Math.max(
                Math.max(mappingStart.length, functionName.length),
                Math.max(locationMapping.length, lineFunction.length));
    }

    void growMappings() {
        sizeMappings(mappingStart.length * 2);
    }

    void sizeMappings(int length) {
        mappingStart = Arrays.copyOf(mappingStart, length);
        mappingLimit = Arrays.copyOf(mappingLimit, length);
        mappingOffset = Arrays.copyOf(mappingOffset, length);
        mappingFilename = Arrays.copyOf(mappingFilename, length);
        mappingBuildId = Arrays.copyOf(mappingBuildId, length);
        mappingFlags = Arrays.copyOf(mappingFlags, length);
    }

    void growFunctions() {
        sizeFunctions(functionName.length * 2);
    }

    void sizeFunctions(int length) {
        functionName = Arrays.copyOf(functionName, length);
        functionSystemName = Arrays.copyOf(functionSystemName, length);
        functionFilename = Arrays.copyOf(functionFilename, length);
        functionStartLine = Arrays.copyOf(functionStartLine, length);
    }

    void growLocations() {
        sizeLocations(locationMapping.length * 2);
    }

    void sizeLocations(int length) {
        locationMapping = Arrays.copyOf(locationMapping, length);
        locationAddress = Arrays.copyOf(locationAddress, length);
        locationFolded = Arrays.copyOf(locationFolded, length);
        lineEnds = Arrays.copyOf(lineEnds, length);
    }

    void growLines(int atLeast) {
        sizeLines(Math.max(atLeast, lineFunction.length * 2));
    }

    void sizeLines(int length) {
        lineFunction = Arrays.copyOf(lineFunction, length);
        lineNumber = Arrays.copyOf(lineNumber, length);
    }
}
