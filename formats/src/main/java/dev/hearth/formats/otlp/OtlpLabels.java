// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import java.util.Map;

/// The attributes of a resource or a scope as labels: strings, whole numbers, and arrays of one of
/// these; of a key given twice the first counts. Dots are kept.
final class OtlpLabels {

    /// Most bytes of keys and values of one resource or scope: they are copied for each profile.
    private static final int MAX_BYTES = 1 << 16;

    /// What is added to them for each, which also bounds their number.
    private static final int EACH = 32;

    private final OtlpDictionary dictionary;
    private final OtlpValue value;
    private final ProtoReader in = new ProtoReader();

    OtlpLabels(OtlpDictionary dictionary) {
        this.dictionary = dictionary;
        this.value = new OtlpValue(dictionary);
        in.reset(dictionary.bytes, 0);
    }

    /// Adds the attributes of one message to those that are there.
    ///
    /// @param attributeTag tag of the attributes in the message
    /// @param bytesBefore what was returned for the messages before of the same resource or scope
    /// @return their size so far
    long read(int from, int end, int attributeTag, long bytesBefore, Map<String, String> labels)
            throws MalformedProfileException {
        long bytes = bytesBefore;
        in.seek(from);
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == attributeTag) {
                int attributeEnd = in.open(end);
                bytes += attribute(attributeEnd, labels);
                in.seek(attributeEnd);
            } else {
                in.skip(tag, end);
            }
            if (bytes > MAX_BYTES) {
                throw ProtoReader.malformed(
                        "attributes of a resource or scope have more than %d bytes (expected far fewer)"
                                .formatted(MAX_BYTES));
            }
        }
        return bytes;
    }

    private long attribute(int end, Map<String, String> labels) throws MalformedProfileException {
        String key = "";
        String text = null;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case KEY_VALUE_KEY -> {
                    int keyEnd = in.open(end);
                    key = dictionary.text(in.position(), keyEnd);
                    in.seek(keyEnd);
                }
                case KEY_VALUE_KEY_INDEX -> {
                    long index = in.varint(end);
                    key = index == 0 ? key : dictionary.text(index);
                }
                case KEY_VALUE_VALUE -> {
                    int valueEnd = in.open(end);
                    text = value.text(in.position(), valueEnd);
                    in.seek(valueEnd);
                }
                default -> in.skip(tag, end);
            }
        }
        if (key.isEmpty() || text == null || text.isEmpty()) {
            return 0;
        }
        labels.putIfAbsent(key, text);
        return (long) key.length() + text.length() + EACH;
    }
}
