// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import org.jspecify.annotations.Nullable;

/// Reads an `AnyValue`. Of one that is given twice the last counts.
final class OtlpValue {

    private final OtlpDictionary dictionary;
    private final ProtoReader in = new ProtoReader();
    private boolean isNumber;

    OtlpValue(OtlpDictionary dictionary) {
        this.dictionary = dictionary;
    }

    /// The text of a string or a whole number, or of an array that holds one of these and nothing
    /// else; null for any other value.
    @Nullable String text(int from, int end) throws MalformedProfileException {
        in.reset(dictionary.bytes, from);
        return text(end, true);
    }

    /// As [#text], but null for an array.
    @Nullable String scalar(int from, int end) throws MalformedProfileException {
        in.reset(dictionary.bytes, from);
        return text(end, false);
    }

    /// Whether what was returned last was a number.
    boolean isNumber() {
        return isNumber;
    }

    private @Nullable String text(int end, boolean allowsArray) throws MalformedProfileException {
        String text = null;
        isNumber = false;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case ANY_STRING -> {
                    int valueEnd = in.open(end);
                    text = dictionary.text(in.position(), valueEnd);
                    isNumber = false;
                    in.seek(valueEnd);
                }
                case ANY_STRING_INDEX -> {
                    text = dictionary.text(in.varint(end));
                    isNumber = false;
                }
                case ANY_INT -> {
                    text = Long.toString(in.varint(end));
                    isNumber = true;
                }
                case ANY_ARRAY -> {
                    int arrayEnd = in.open(end);
                    text = allowsArray ? single(arrayEnd) : null;
                    in.seek(arrayEnd);
                }
                case ANY_BOOL, ANY_DOUBLE, ANY_KEY_VALUES, ANY_BYTES -> {
                    text = null;
                    in.skip(tag, end);
                }
                default -> in.skip(tag, end);
            }
        }
        return text;
    }

    private @Nullable String single(int end) throws MalformedProfileException {
        String text = null;
        int count = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag != ARRAY_VALUE) {
                in.skip(tag, end);
                continue;
            }
            int valueEnd = in.open(end);
            if (++count > 1) {
                return null;
            }
            text = text(valueEnd, false);
        }
        return text;
    }
}
