// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.internal.ProtoReader.BYTES;
import static dev.hearth.formats.internal.ProtoReader.FIXED64;
import static dev.hearth.formats.internal.ProtoReader.VARINT;

/// Tags of the fields that are read: number and wire type. Those of samples are in [SampleLayout].
final class OtlpFields {

    static final int REQUEST_RESOURCE_PROFILES = 1 << 3 | BYTES;
    static final int REQUEST_DICTIONARY = 2 << 3 | BYTES;

    static final int RESOURCE_PROFILES_RESOURCE = 1 << 3 | BYTES;
    static final int RESOURCE_PROFILES_SCOPES = 2 << 3 | BYTES;
    static final int RESOURCE_ATTRIBUTE = 1 << 3 | BYTES;

    static final int SCOPE_PROFILES_SCOPE = 1 << 3 | BYTES;
    static final int SCOPE_PROFILES_PROFILE = 2 << 3 | BYTES;
    static final int SCOPE_ATTRIBUTE = 3 << 3 | BYTES;

    static final int DICTIONARY_MAPPING = 1 << 3 | BYTES;
    static final int DICTIONARY_LOCATION = 2 << 3 | BYTES;
    static final int DICTIONARY_FUNCTION = 3 << 3 | BYTES;
    static final int DICTIONARY_LINK = 4 << 3 | BYTES;
    static final int DICTIONARY_STRING = 5 << 3 | BYTES;
    static final int DICTIONARY_ATTRIBUTE = 6 << 3 | BYTES;
    static final int DICTIONARY_STACK = 7 << 3 | BYTES;

    static final int PROFILE_SAMPLE_TYPE = 1 << 3 | BYTES;
    static final int PROFILE_SAMPLE = 2 << 3 | BYTES;
    static final int PROFILE_TIME = 3 << 3 | FIXED64;
    static final int PROFILE_DURATION = 4 << 3 | VARINT;
    static final int PROFILE_PERIOD_TYPE = 5 << 3 | BYTES;
    static final int PROFILE_PERIOD = 6 << 3 | VARINT;
    static final int PROFILE_ID = 7 << 3 | BYTES;
    static final int PROFILE_PAYLOAD_FORMAT = 9 << 3 | BYTES;
    static final int PROFILE_PAYLOAD = 10 << 3 | BYTES;

    static final int VALUE_TYPE_TYPE = 1 << 3 | VARINT;
    static final int VALUE_TYPE_UNIT = 2 << 3 | VARINT;

    static final int MAPPING_START = 1 << 3 | VARINT;
    static final int MAPPING_LIMIT = 2 << 3 | VARINT;
    static final int MAPPING_OFFSET = 3 << 3 | VARINT;
    static final int MAPPING_FILENAME = 4 << 3 | VARINT;
    static final int MAPPING_ATTRIBUTES = 5 << 3 | BYTES;
    static final int MAPPING_ATTRIBUTE = 5 << 3 | VARINT;

    static final int STACK_LOCATIONS = 1 << 3 | BYTES;
    static final int STACK_LOCATION = 1 << 3 | VARINT;

    static final int LOCATION_MAPPING = 1 << 3 | VARINT;
    static final int LOCATION_ADDRESS = 2 << 3 | VARINT;
    static final int LOCATION_LINE = 3 << 3 | BYTES;

    static final int LINE_FUNCTION = 1 << 3 | VARINT;
    static final int LINE_NUMBER = 2 << 3 | VARINT;

    static final int FUNCTION_NAME = 1 << 3 | VARINT;
    static final int FUNCTION_SYSTEM_NAME = 2 << 3 | VARINT;
    static final int FUNCTION_FILENAME = 3 << 3 | VARINT;
    static final int FUNCTION_START_LINE = 4 << 3 | VARINT;

    static final int LINK_TRACE = 1 << 3 | BYTES;
    static final int LINK_SPAN = 2 << 3 | BYTES;

    static final int ATTRIBUTE_KEY = 1 << 3 | VARINT;
    static final int ATTRIBUTE_VALUE = 2 << 3 | BYTES;

    static final int KEY_VALUE_KEY = 1 << 3 | BYTES;
    static final int KEY_VALUE_VALUE = 2 << 3 | BYTES;
    static final int KEY_VALUE_KEY_INDEX = 3 << 3 | VARINT;

    static final int ANY_STRING = 1 << 3 | BYTES;
    static final int ANY_BOOL = 2 << 3 | VARINT;
    static final int ANY_INT = 3 << 3 | VARINT;
    static final int ANY_DOUBLE = 4 << 3 | FIXED64;
    static final int ANY_ARRAY = 5 << 3 | BYTES;
    static final int ANY_KEY_VALUES = 6 << 3 | BYTES;
    static final int ANY_BYTES = 7 << 3 | BYTES;
    static final int ANY_STRING_INDEX = 8 << 3 | VARINT;

    static final int ARRAY_VALUE = 1 << 3 | BYTES;

    private OtlpFields() {}
}
