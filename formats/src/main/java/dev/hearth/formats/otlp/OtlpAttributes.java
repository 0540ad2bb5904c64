// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The dictionary's attributes, each read once a request: what it is to a sample, its key and its
/// value. For one thread.
final class OtlpAttributes {

    /// What an attribute is to a sample.
    static final int IS_NOTHING = 1;

    /// A label of the sample.
    static final int IS_LABEL = 2;

    /// The service that the sample belongs to.
    static final int IS_SERVICE = 3;

    /// A span id, which stays with the sample.
    static final int IS_SPAN = 4;

    /// A trace id, which stays with the sample.
    static final int IS_TRACE = 5;

    static final byte[] SERVICE = "service.name".getBytes(StandardCharsets.UTF_8);
    private static final String BUILD_ID = "process.executable.build_id.gnu";

    private final OtlpDictionary dictionary;
    private final OtlpValue value;
    private final ProtoReader in = new ProtoReader();
    private byte[] kinds = new byte[0];
    private String[] keys = new String[0];
    private String[] texts = new String[0];

    OtlpAttributes(OtlpDictionary dictionary) {
        this.dictionary = dictionary;
        this.value = new OtlpValue(dictionary);
        in.reset(dictionary.bytes, 0);
    }

    /// Whether any attribute of the request names a service.
    boolean hasServices() throws MalformedProfileException {
        OtlpTable rows = dictionary.attributes;
        for (int row = 1; row < rows.size(); row++) {
            int end = rows.open(in, row, dictionary.limit);
            long key = 0;
            while (in.position() < end) {
                int tag = in.tag(end);
                if (tag == ATTRIBUTE_KEY) {
                    key = in.varint(end);
                } else {
                    in.skip(tag, end);
                }
            }
            boolean isInside = key > 0 && key < dictionary.strings.size();
            if (isInside && dictionary.isText((int) key, SERVICE)) {
                return true;
            }
        }
        return false;
    }

    /// What an attribute is to a sample.
    ///
    /// @param index as the sample has it
    int kind(long index) throws MalformedProfileException {
        int row = dictionary.attributes.check(index);
        if (row == 0) {
            return IS_NOTHING;
        }
        read(row);
        return kinds[row];
    }

    /// The key of an attribute of which [#kind] was asked.
    String key(int row) {
        return keys[row];
    }

    /// The value of an attribute of which [#kind] was asked, empty if it is no string.
    String text(int row) {
        return texts[row];
    }

    /// The build id that an attribute gives, null if it is another attribute.
    @Nullable String buildId(long index) throws MalformedProfileException {
        boolean isOne = kind(index) == IS_LABEL && keys[(int) index].equals(BUILD_ID);
        return isOne ? texts[(int) index] : null;
    }

    private void read(int row) throws MalformedProfileException {
        if (kinds.length == 0) {
            int rows = dictionary.attributes.size();
            kinds = new byte[rows];
            keys = new String[rows];
            texts = new String[rows];
        }
        if (kinds[row] == 0) {
            int end = dictionary.attributes.open(in, row, dictionary.limit);
            String key = "";
            String text = "";
            while (in.position() < end) {
                int tag = in.tag(end);
                switch (tag) {
                    case ATTRIBUTE_KEY -> key = dictionary.text(in.varint(end));
                    case ATTRIBUTE_VALUE -> {
                        int valueEnd = in.open(end);
                        text = string(valueEnd);
                        in.seek(valueEnd);
                    }
                    default -> in.skip(tag, end);
                }
            }
            keys[row] = key;
            texts[row] = text;
            kinds[row] = (byte) classify(key, text);
        }
    }

    private String string(int end) throws MalformedProfileException {
        String text = value.scalar(in.position(), end);
        return text == null || value.isNumber() ? "" : text;
    }

    /// Numbers are no labels: what they say, such as thread ids, would make a series of each
    /// sample. Nor are names that start with `__`, which are the series' own.
    private static int classify(String key, String text) {
        if (text.isEmpty() || key.isEmpty() || key.startsWith("__")) {
            return IS_NOTHING;
        }
        return switch (key) {
            case "service.name" -> IS_SERVICE;
            case "span_id", "profile_id" -> isHex(text, 16) ? IS_SPAN : IS_NOTHING;
            case "trace_id" -> isHex(text, 32) ? IS_TRACE : IS_NOTHING;
            default -> IS_LABEL;
        };
    }

    private static boolean isHex(String text, int length) {
        return text.length() == length && text.chars().allMatch(HexFormat::isHexDigit);
    }
}
