// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.internal.ProtoReader;

/// The tags of google.v1.Profile's fields: number and wire type.
final class PprofFields {

    static final int PROFILE_SAMPLE_TYPE = 1 << 3 | ProtoReader.BYTES;
    static final int PROFILE_SAMPLE = 2 << 3 | ProtoReader.BYTES;
    static final int PROFILE_MAPPING = 3 << 3 | ProtoReader.BYTES;
    static final int PROFILE_LOCATION = 4 << 3 | ProtoReader.BYTES;
    static final int PROFILE_FUNCTION = 5 << 3 | ProtoReader.BYTES;
    static final int PROFILE_STRING = 6 << 3 | ProtoReader.BYTES;
    static final int PROFILE_TIME = 9 << 3;
    static final int PROFILE_DURATION = 10 << 3;
    static final int PROFILE_PERIOD_TYPE = 11 << 3 | ProtoReader.BYTES;
    static final int PROFILE_PERIOD = 12 << 3;

    static final int VALUE_TYPE_TYPE = 1 << 3;
    static final int VALUE_TYPE_UNIT = 2 << 3;

    static final int SAMPLE_LOCATION = 1 << 3;
    static final int SAMPLE_LOCATIONS = 1 << 3 | ProtoReader.BYTES;
    static final int SAMPLE_VALUE = 2 << 3;
    static final int SAMPLE_VALUES = 2 << 3 | ProtoReader.BYTES;
    static final int SAMPLE_LABEL = 3 << 3 | ProtoReader.BYTES;

    static final int LABEL_KEY = 1 << 3;
    static final int LABEL_TEXT = 2 << 3;

    static final int MAPPING_ID = 1 << 3;
    static final int MAPPING_START = 2 << 3;
    static final int MAPPING_LIMIT = 3 << 3;
    static final int MAPPING_OFFSET = 4 << 3;
    static final int MAPPING_FILENAME = 5 << 3;
    static final int MAPPING_BUILD_ID = 6 << 3;
    static final int MAPPING_HAS_FUNCTIONS = 7 << 3;
    static final int MAPPING_HAS_FILENAMES = 8 << 3;
    static final int MAPPING_HAS_LINE_NUMBERS = 9 << 3;
    static final int MAPPING_HAS_INLINE_FRAMES = 10 << 3;

    static final int LOCATION_ID = 1 << 3;
    static final int LOCATION_MAPPING = 2 << 3;
    static final int LOCATION_ADDRESS = 3 << 3;
    static final int LOCATION_LINE = 4 << 3 | ProtoReader.BYTES;
    static final int LOCATION_FOLDED = 5 << 3;

    static final int LINE_FUNCTION = 1 << 3;
    static final int LINE_NUMBER = 2 << 3;

    static final int FUNCTION_ID = 1 << 3;
    static final int FUNCTION_NAME = 2 << 3;
    static final int FUNCTION_SYSTEM_NAME = 3 << 3;
    static final int FUNCTION_FILENAME = 4 << 3;
    static final int FUNCTION_START_LINE = 5 << 3;

    private PprofFields() {}
}
