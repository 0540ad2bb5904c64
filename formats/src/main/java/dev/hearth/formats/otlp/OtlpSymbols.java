// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.Utf8;
import dev.hearth.formats.pprof.GoTypeParameters;
import dev.hearth.model.SymbolsBuilder;

/// Enters strings and functions that a profile refers to into a [SymbolsBuilder], each row of the
/// dictionary once, and counts what that takes.
final class OtlpSymbols {

    private static final byte[] NO_BYTES = new byte[0];

    private final int maxStringBytes;
    private final long maxBytes;
    private final ProtoReader in = new ProtoReader();
    private final SymbolsBuilder builder = new SymbolsBuilder();
    private final OtlpDictionary noDictionary = new OtlpDictionary(NO_BYTES, 0, 0);
    private final OtlpMemos noMemos = new OtlpMemos(noDictionary);
    private OtlpDictionary dictionary = noDictionary;
    private OtlpMemos memos = noMemos;
    private byte[] text = NO_BYTES;
    private long sizeBytes;

    OtlpSymbols(DecodeLimits limits) {
        this.maxStringBytes =
                limits.maxSymbolBytes() > 0 ? limits.maxSymbolBytes() : Integer.MAX_VALUE;
        this.maxBytes = limits.maxProfileBytes() > 0 ? limits.maxProfileBytes() : Long.MAX_VALUE;
    }

    /// Starts on a profile.
    ///
    /// @param ownBytes bytes of its samples
    void reset(OtlpRequest request, long ownBytes) throws MalformedProfileException {
        dictionary = request.dictionary;
        memos = request.memos;
        in.reset(dictionary.bytes, 0);
        sizeBytes = 0;
        used(ownBytes);
    }

    /// What was entered; for those who enter more.
    SymbolsBuilder builder() {
        return builder;
    }

    /// Bytes of the samples and of the rows that were used, each once.
    long sizeBytes() {
        return sizeBytes;
    }

    /// Counts a row that was used.
    void used(long bytes) throws MalformedProfileException {
        sizeBytes += bytes;
        if (sizeBytes > maxBytes) {
            throw new MalformedProfileException(
                    Reason.PROFILE_SIZE_LIMIT,
                    "profile has more than %d bytes with all that it refers to (limit %d; to change it, set -validation.max-profile-size-bytes)"
                            .formatted(maxBytes, maxBytes));
        }
        dictionary.charge(bytes);
    }

    /// Enters a function.
    ///
    /// @param index a row of the dictionary that is not 0
    /// @return twice its id, and one more if it has a file name
    int function(int index) throws MalformedProfileException {
        int known = memos.functions.get(index);
        if (known != RowMemo.UNKNOWN) {
            return known;
        }
        int end = dictionary.functions.open(in, index, dictionary.limit);
        used(end - in.position());
        long name = 0;
        long systemName = 0;
        long filename = 0;
        long startLine = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case FUNCTION_NAME -> name = in.varint(end);
                case FUNCTION_SYSTEM_NAME -> systemName = in.varint(end);
                case FUNCTION_FILENAME -> filename = in.varint(end);
                case FUNCTION_START_LINE -> startLine = in.varint(end);
                default -> in.skip(tag, end);
            }
        }
        int id =
                builder.function(
                        string(name == 0 ? systemName : name),
                        string(systemName),
                        string(filename),
                        startLine);
        int value = id << 1 | (filename == 0 ? 0 : 1);
        memos.functions.put(index, value);
        return value;
    }

    /// Enters a string and returns its id.
    int string(long index) throws MalformedProfileException {
        int row = dictionary.strings.check(index);
        if (row == 0) {
            return 0;
        }
        int id = memos.strings.get(row);
        if (id == RowMemo.UNKNOWN) {
            id = add(row);
            memos.strings.put(row, id);
        }
        return id;
    }

    private int add(int row) throws MalformedProfileException {
        int to = dictionary.strings.open(in, row, dictionary.limit);
        int from = in.position();
        byte[] bytes = dictionary.bytes;
        if (!Utf8.isValid(bytes, from, to)) {
            throw ProtoReader.malformed("string %d is not valid UTF-8".formatted(row));
        }
        used(to - from);
        if (to - from > maxStringBytes) {
            from = Utf8.tail(bytes, from, to, maxStringBytes);
        }
        if (GoTypeParameters.find(bytes, from, to) >= 0) {
            if (text.length < to - from) {
                text = new byte[Math.max(256, to - from)];
            }
            return builder.string(text, 0, GoTypeParameters.remove(bytes, from, to, text));
        }
        return builder.string(bytes, from, to - from);
    }

    /// Forgets the profile, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        in.reset(NO_BYTES, 0);
        memos.clear();
        builder.clear(keep);
        dictionary = noDictionary;
        memos = noMemos;
        text = text.length > keep ? NO_BYTES : text;
    }
}
