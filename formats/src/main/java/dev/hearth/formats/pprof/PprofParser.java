// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static dev.hearth.formats.pprof.PprofFields.*;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.Utf8;
import dev.hearth.model.Symbols;

/// Reads a google.v1.Profile into [PprofColumns]. Unknown fields, and known ones of another wire
/// type, are skipped; of a singular field given twice the last one counts; repeated numbers may be
/// packed or not.
final class PprofParser {

    private final DecodeLimits limits;
    private final ProtoReader in = new ProtoReader();
    private final PprofColumns columns;

    PprofParser(DecodeLimits limits, PprofColumns columns) {
        this.limits = limits;
        this.columns = columns;
    }

    /// Fills the columns, which must be clear.
    void parse(byte[] bytes, int from, int end) throws MalformedProfileException {
        columns.bytes = bytes;
        in.reset(bytes, from);
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case PROFILE_SAMPLE -> sample(in.open(end));
                case PROFILE_LOCATION -> location(in.open(end));
                case PROFILE_FUNCTION -> function(in.open(end));
                case PROFILE_STRING -> string(in.open(end));
                case PROFILE_SAMPLE_TYPE -> sampleType(in.open(end));
                case PROFILE_MAPPING -> mapping(in.open(end));
                case PROFILE_PERIOD_TYPE -> periodType(in.open(end));
                case PROFILE_PERIOD -> columns.period = in.varint(end);
                case PROFILE_TIME -> columns.timeNanos = in.varint(end);
                case PROFILE_DURATION -> columns.durationNanos = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
    }

    /// Lets the bytes go.
    void clear() {
        in.reset(new byte[0], 0);
    }

    private void string(int end) throws MalformedProfileException {
        int start = in.position();
        if (!Utf8.isValid(columns.bytes, start, end)) {
            throw ProtoReader.malformed(
                    "string %d is not valid UTF-8".formatted(columns.stringOffset.size));
        }
        columns.stringOffset.add(start);
        columns.stringLength.add(end - start);
        in.seek(end);
    }

    private int index(int end) throws MalformedProfileException {
        long index = in.varint(end);
        return index == (int) index && index >= 0 ? (int) index : -1;
    }

    private void sampleType(int end) throws MalformedProfileException {
        int type = 0;
        int unit = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case VALUE_TYPE_TYPE -> type = index(end);
                case VALUE_TYPE_UNIT -> unit = index(end);
                default -> in.skip(tag, end);
            }
        }
        columns.typeName.add(type);
        columns.typeUnit.add(unit);
    }

    /// A message given twice is one merged field by field, so nothing is set back to 0 here.
    private void periodType(int end) throws MalformedProfileException {
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case VALUE_TYPE_TYPE -> columns.periodType = index(end);
                case VALUE_TYPE_UNIT -> columns.periodUnit = index(end);
                default -> in.skip(tag, end);
            }
        }
    }

    private void sample(int end) throws MalformedProfileException {
        PprofColumns c = columns;
        int labelsBefore = c.labelKey.size;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case SAMPLE_LOCATIONS -> in.packed(c.sampleLocation, in.open(end));
                case SAMPLE_VALUES -> in.packed(c.sampleValue, in.open(end));
                case SAMPLE_LABEL -> label(in.open(end));
                case SAMPLE_LOCATION -> c.sampleLocation.add(in.varint(end));
                case SAMPLE_VALUE -> c.sampleValue.add(in.varint(end));
                default -> in.skip(tag, end);
            }
        }
        c.sampleLocationEnd.add(c.sampleLocation.size);
        c.sampleValueEnd.add(c.sampleValue.size);
        c.sampleLabelEnd.add(c.labelKey.size);
        if (limits.maxSamples() > 0 && c.sampleCount() > limits.maxSamples()) {
            throw new MalformedProfileException(
                    Reason.SAMPLES_LIMIT,
                    "profile has more than %d samples (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(limits.maxSamples(), limits.maxSamples()));
        }
        int labels = c.labelKey.size - labelsBefore;
        if (limits.maxSampleLabels() > 0 && labels > limits.maxSampleLabels()) {
            throw new MalformedProfileException(
                    Reason.SAMPLE_LABELS_LIMIT,
                    "a sample has %d labels (limit %d; to change it, set -validation.max-profile-stacktrace-sample-labels)"
                            .formatted(labels, limits.maxSampleLabels()));
        }
    }

    private void label(int end) throws MalformedProfileException {
        int key = 0;
        int text = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case LABEL_KEY -> key = index(end);
                case LABEL_TEXT -> text = index(end);
                default -> in.skip(tag, end);
            }
        }
        columns.labelKey.add(key);
        columns.labelText.add(text);
    }

    private void mapping(int end) throws MalformedProfileException {
        long id = 0;
        long start = 0;
        long limit = 0;
        long offset = 0;
        int filename = 0;
        int buildId = 0;
        int flags = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case MAPPING_ID -> id = in.varint(end);
                case MAPPING_START -> start = in.varint(end);
                case MAPPING_LIMIT -> limit = in.varint(end);
                case MAPPING_OFFSET -> offset = in.varint(end);
                case MAPPING_FILENAME -> filename = index(end);
                case MAPPING_BUILD_ID -> buildId = index(end);
                case MAPPING_HAS_FUNCTIONS -> flags = flag(flags, Symbols.HAS_FUNCTIONS, end);
                case MAPPING_HAS_FILENAMES -> flags = flag(flags, Symbols.HAS_FILENAMES, end);
                case MAPPING_HAS_LINE_NUMBERS -> flags = flag(flags, Symbols.HAS_LINE_NUMBERS, end);
                case MAPPING_HAS_INLINE_FRAMES ->
                        flags = flag(flags, Symbols.HAS_INLINE_FRAMES, end);
                default -> in.skip(tag, end);
            }
        }
        columns.mappingId.add(id);
        columns.mappingStart.add(start);
        columns.mappingLimit.add(limit);
        columns.mappingOffset.add(offset);
        columns.mappingFilename.add(filename);
        columns.mappingBuildId.add(buildId);
        columns.mappingFlags.add(flags);
    }

    private int flag(int flags, int flag, int end) throws MalformedProfileException {
        return in.varint(end) != 0 ? flags | flag : flags & ~flag;
    }

    private void location(int end) throws MalformedProfileException {
        long id = 0;
        long mapping = 0;
        long address = 0;
        boolean isFolded = false;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case LOCATION_ID -> id = in.varint(end);
                case LOCATION_MAPPING -> mapping = in.varint(end);
                case LOCATION_ADDRESS -> address = in.varint(end);
                case LOCATION_LINE -> line(in.open(end));
                case LOCATION_FOLDED -> isFolded = in.varint(end) != 0;
                default -> in.skip(tag, end);
            }
        }
        if (id == 0) {
            throw ProtoReader.malformed(
                    "location %d has id 0 (expected one from 1)"
                            .formatted(columns.locationId.size));
        }
        columns.locationId.add(id);
        columns.locationMapping.add(mapping);
        columns.locationAddress.add(address);
        columns.locationFolded.add(isFolded ? 1 : 0);
        columns.locationLineEnd.add(columns.lineFunction.size);
    }

    private void line(int end) throws MalformedProfileException {
        long function = 0;
        long number = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case LINE_FUNCTION -> function = in.varint(end);
                case LINE_NUMBER -> number = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
        columns.lineFunction.add(function);
        columns.lineNumber.add(number);
    }

    private void function(int end) throws MalformedProfileException {
        long id = 0;
        int name = 0;
        int systemName = 0;
        int filename = 0;
        long startLine = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case FUNCTION_ID -> id = in.varint(end);
                case FUNCTION_NAME -> name = index(end);
                case FUNCTION_SYSTEM_NAME -> systemName = index(end);
                case FUNCTION_FILENAME -> filename = index(end);
                case FUNCTION_START_LINE -> startLine = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
        columns.functionId.add(id);
        columns.functionName.add(name);
        columns.functionSystemName.add(systemName);
        columns.functionFilename.add(filename);
        columns.functionStartLine.add(startLine);
    }
}
