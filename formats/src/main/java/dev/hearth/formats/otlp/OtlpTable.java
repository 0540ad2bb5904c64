// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;

/// One table of the dictionary: where its rows are. They are read when something refers to them.
final class OtlpTable {

    private final String what;

    /// Where each row starts, at the length before its content.
    private final IntColumn positions = new IntColumn();

    /// @param what a row, for messages
    OtlpTable(String what) {
        this.what = what;
    }

    void add(int position) {
        positions.add(position);
    }

    int size() {
        return positions.size;
    }

    /// Checks a reference to a row; 0 stands for nothing and is always fine.
    ///
    /// @return the row
    int check(long index) throws MalformedProfileException {
        if (index < 0 || (index >= positions.size && index != 0)) {
            throw ProtoReader.malformed(
                    "%s index is %d (expected one below %d)"
                            .formatted(what, index, positions.size));
        }
        return (int) index;
    }

    /// Goes to a row that [#check] returned. The table must not be empty.
    ///
    /// @param limit end of the payload
    /// @return where the content of the row ends
    int open(ProtoReader in, int row, int limit) throws MalformedProfileException {
        in.seek(positions.values[row]);
        return in.open(limit);
    }
}
