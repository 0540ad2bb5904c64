// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.model.StringTable;
import dev.hearth.proto.hearth.internal.v1.Strings;

/// Tables of strings as messages.
final class StringColumn {

    private StringColumn() {}

    static Strings encode(StringTable table) {
        int last = table.size() - 1;
        int end = table.offset(last) + table.length(last);
        Strings.Builder strings =
                Strings.newBuilder()
                        .setBytes(UnsafeByteOperations.unsafeWrap(table.bytes(), 0, end));
        for (int id = 0; id <= last; id++) {
            strings.addLengths(table.length(id));
        }
        return strings.build();
    }

    static StringTable decode(Strings strings) throws MalformedAnswerException {
        if (strings.getLengthsCount() == 0) {
            return StringTable.of(new byte[0], new int[1]);
        }
        int[] ends = new int[strings.getLengthsCount()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += Integer.toUnsignedLong(strings.getLengths(i));
            if (end > strings.getBytes().size()) {
                throw new MalformedAnswerException(
                        "strings have %d bytes (expected at least %d)"
                                .formatted(strings.getBytes().size(), end));
            }
            ends[i] = (int) end;
        }
        try {
            return StringTable.of(strings.getBytes().toByteArray(), ends);
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException(String.valueOf(e.getMessage()));
        }
    }
}
