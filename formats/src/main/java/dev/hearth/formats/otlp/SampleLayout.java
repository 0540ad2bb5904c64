// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.internal.ProtoReader;

/// Which fields of a sample are which: 1.10 changed the order. The stack (field 1) and the
/// timestamps (field 5) have stayed.
enum SampleLayout {
    /// As of 1.10: attribute indices, link, values.
    SINCE_1_10(2, 3, 4),

    /// As of 1.9: values, attribute indices, link.
    UNTIL_1_9(3, 4, 2);

    static final int STACK = 1 << 3 | ProtoReader.VARINT;
    static final int TIMES = 5 << 3 | ProtoReader.BYTES;
    static final int TIME = 5 << 3 | ProtoReader.FIXED64;

    final int attributes;
    final int attribute;
    final int link;
    final int values;
    final int value;

    SampleLayout(int attributes, int link, int values) {
        this.attributes = attributes << 3 | ProtoReader.BYTES;
        this.attribute = attributes << 3 | ProtoReader.VARINT;
        this.link = link << 3 | ProtoReader.VARINT;
        this.values = values << 3 | ProtoReader.BYTES;
        this.value = values << 3 | ProtoReader.VARINT;
    }
}
