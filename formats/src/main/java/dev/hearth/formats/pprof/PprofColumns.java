// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;

/// A pprof payload as columns, as it stands on the wire: ids not resolved, indexes not checked.
///
/// Ends are exclusive and count through all rows: the lines of location 3 go from
/// `locationLineEnd[2]` to `locationLineEnd[3]`. A string index that does not fit an `int` is -1.
final class PprofColumns {

    byte[] bytes = new byte[0];
    final IntColumn stringOffset = new IntColumn();
    final IntColumn stringLength = new IntColumn();

    final IntColumn typeName = new IntColumn();
    final IntColumn typeUnit = new IntColumn();
    int periodType;
    int periodUnit;
    long period;
    long timeNanos;
    long durationNanos;

    final LongColumn mappingId = new LongColumn();
    final LongColumn mappingStart = new LongColumn();
    final LongColumn mappingLimit = new LongColumn();
    final LongColumn mappingOffset = new LongColumn();
    final IntColumn mappingFilename = new IntColumn();
    final IntColumn mappingBuildId = new IntColumn();
    final IntColumn mappingFlags = new IntColumn();

    final LongColumn functionId = new LongColumn();
    final IntColumn functionName = new IntColumn();
    final IntColumn functionSystemName = new IntColumn();
    final IntColumn functionFilename = new IntColumn();
    final LongColumn functionStartLine = new LongColumn();

    final LongColumn locationId = new LongColumn();
    final LongColumn locationMapping = new LongColumn();
    final LongColumn locationAddress = new LongColumn();
    final IntColumn locationFolded = new IntColumn();
    final IntColumn locationLineEnd = new IntColumn();
    final LongColumn lineFunction = new LongColumn();
    final LongColumn lineNumber = new LongColumn();

    final IntColumn sampleLocationEnd = new IntColumn();
    final IntColumn sampleValueEnd = new IntColumn();
    final IntColumn sampleLabelEnd = new IntColumn();
    final LongColumn sampleLocation = new LongColumn();
    final LongColumn sampleValue = new LongColumn();
    final IntColumn labelKey = new IntColumn();
    final IntColumn labelText = new IntColumn();

    int sampleCount() {
        return sampleLocationEnd.size;
    }

    int typeCount() {
        return typeName.size;
    }

    /// Forgets the payload, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        bytes = new byte[0];
        periodType = 0;
        periodUnit = 0;
        period = 0;
        timeNanos = 0;
        durationNanos = 0;
        for (IntColumn column : intColumns()) {
            column.clear(keep);
        }
        for (LongColumn column : longColumns()) {
            column.clear(keep);
        }
    }

    private IntColumn[] intColumns() {
        return new IntColumn[] {
            stringOffset,
            stringLength,
            typeName,
            typeUnit,
            mappingFilename,
            mappingBuildId,
            mappingFlags,
            functionName,
            functionSystemName,
            functionFilename,
            locationFolded,
            locationLineEnd,
            sampleLocationEnd,
            sampleValueEnd,
            sampleLabelEnd,
            labelKey,
            labelText
        };
    }

    private LongColumn[] longColumns() {
        return new LongColumn[] {
            mappingId,
            mappingStart,
            mappingLimit,
            mappingOffset,
            functionId,
            functionStartLine,
            locationId,
            locationMapping,
            locationAddress,
            lineFunction,
            lineNumber,
            sampleLocation,
            sampleValue
        };
    }
}
