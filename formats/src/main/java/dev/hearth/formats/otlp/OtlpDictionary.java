// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tables that all profiles of a request share. Only where their rows are is known from the
/// start; a row is read when a profile refers to it. For one thread.
final class OtlpDictionary {

    /// What the profiles of a request may refer to together, in bytes for each byte of the request:
    /// a row that a thousand profiles refer to counts a thousand times.
    private static final int REFERRED_PER_BYTE = 1024;

    private static final long REFERRED_ALWAYS = 1 << 20;

    final OtlpTable mappings = new OtlpTable("mapping");
    final OtlpTable locations = new OtlpTable("location");
    final OtlpTable functions = new OtlpTable("function");
    final OtlpTable links = new OtlpTable("link");
    final OtlpTable strings = new OtlpTable("string");
    final OtlpTable attributes = new OtlpTable("attribute");
    final OtlpTable stacks = new OtlpTable("stack");

    final byte[] bytes;

    /// Where the request ends.
    final int limit;

    private final ProtoReader in = new ProtoReader();
    private final Budget referred;
    private @Nullable String[] texts = new String[0];

    /// A dictionary without rows.
    ///
    /// @param bytes hold the request
    /// @param length bytes of the request
    OtlpDictionary(byte[] bytes, int limit, int length) {
        this.bytes = bytes;
        this.limit = limit;
        this.referred = new Budget((long) length * REFERRED_PER_BYTE + REFERRED_ALWAYS);
        in.reset(bytes, 0);
    }

    /// Finds the rows of a dictionary; they follow those that are there already, as protobuf merges
    /// messages.
    void add(int from, int end) throws MalformedProfileException {
        in.seek(from);
        while (in.position() < end) {
            int tag = in.tag(end);
            OtlpTable table = table(tag);
            if (table == null) {
                in.skip(tag, end);
            } else {
                table.add(in.position());
                in.seek(in.open(end));
            }
        }
    }

    private @Nullable OtlpTable table(int tag) {
        return switch (tag) {
            case DICTIONARY_MAPPING -> mappings;
            case DICTIONARY_LOCATION -> locations;
            case DICTIONARY_FUNCTION -> functions;
            case DICTIONARY_LINK -> links;
            case DICTIONARY_STRING -> strings;
            case DICTIONARY_ATTRIBUTE -> attributes;
            case DICTIONARY_STACK -> stacks;
            default -> null;
        };
    }

    /// Checks what holds for the dictionary as a whole.
    void check() throws MalformedProfileException {
        if (strings.size() > 0 && strings.open(in, 0, limit) != in.position()) {
            throw ProtoReader.malformed("string 0 is not empty (expected the empty string)");
        }
    }

    /// Counts what a profile refers to.
    void charge(long referredBytes) throws MalformedProfileException {
        referred.charge(referredBytes);
    }

    /// A string as text; made once.
    String text(long index) throws MalformedProfileException {
        int row = strings.check(index);
        if (row == 0) {
            return "";
        }
        if (texts.length == 0) {
            texts = new String[strings.size()];
        }
        String text = texts[row];
        if (text == null) {
            int end = strings.open(in, row, limit);
            text = text(in.position(), end);
            texts[row] = text;
        }
        return text;
    }

    /// Bytes of the request as text.
    String text(int from, int end) throws MalformedProfileException {
        if (!Utf8.isValid(bytes, from, end)) {
            throw ProtoReader.malformed("the text at byte %d is not valid UTF-8".formatted(from));
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /// Whether a string is `expected`.
    boolean isText(int row, byte[] expected) throws MalformedProfileException {
        if (row == 0) {
            return expected.length == 0;
        }
        int end = strings.open(in, row, limit);
        return Arrays.equals(bytes, in.position(), end, expected, 0, expected.length);
    }
}
