// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;

/// The checks on a parsed pprof as a whole, once its columns are read.
final class PprofCheck {

    private PprofCheck() {}

    /// Refuses what cannot be resolved later.
    static void check(PprofColumns c) throws MalformedProfileException {
        if (c.typeCount() == 0) {
            throw ProtoReader.malformed("empty profile: it has no sample type");
        }
        if (c.stringOffset.size == 0 || c.stringLength.values[0] != 0) {
            throw ProtoReader.malformed("string 0 is not empty (expected the empty string)");
        }
        strings(c, c.typeName, "sample type");
        strings(c, c.typeUnit, "sample type");
        strings(c, c.functionName, "function");
        strings(c, c.functionSystemName, "function");
        strings(c, c.functionFilename, "function");
        strings(c, c.mappingFilename, "mapping");
        strings(c, c.mappingBuildId, "mapping");
        strings(c, c.labelKey, "label");
        strings(c, c.labelText, "label");
        string(c, c.periodType, "period type", 0);
        string(c, c.periodUnit, "period type", 0);
        functionIds(c);
        valueCounts(c);
    }

    private static void strings(PprofColumns c, IntColumn indexes, String what)
            throws MalformedProfileException {
        for (int i = 0; i < indexes.size; i++) {
            string(c, indexes.values[i], what, i);
        }
    }

    private static void string(PprofColumns c, int index, String what, int row)
            throws MalformedProfileException {
        if (index < 0 || index >= c.stringOffset.size) {
            throw ProtoReader.malformed(
                    "%s %d names a string out of range (expected an index below %d)"
                            .formatted(what, row, c.stringOffset.size));
        }
    }

    /// .NET's old client sends all functions without id; they belong to the locations in order.
    private static void functionIds(PprofColumns c) throws MalformedProfileException {
        int zeros = 0;
        for (int i = 0; i < c.functionId.size; i++) {
            zeros += c.functionId.values[i] == 0 ? 1 : 0;
        }
        if (zeros == 0) {
            return;
        }
        if (zeros != c.functionId.size || zeros != c.locationId.size) {
            throw ProtoReader.malformed(
                    "%d of %d functions have id 0 (expected ids from 1)"
                            .formatted(zeros, c.functionId.size));
        }
        System.arraycopy(c.locationId.values, 0, c.functionId.values, 0, zeros);
    }

    private static void valueCounts(PprofColumns c) throws MalformedProfileException {
        int expected = c.typeCount();
        int start = 0;
        for (int i = 0; i < c.sampleCount(); i++) {
            int end = c.sampleValueEnd.values[i];
            if (end - start != expected) {
                throw ProtoReader.malformed(
                        "sample %d has %d values (expected %d, one for each sample type)"
                                .formatted(i, end - start, expected));
            }
            start = end;
        }
    }
}
