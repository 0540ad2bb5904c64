// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.StringTable;
import dev.hearth.parquet.ByteStrings;

/// The model's strings as a Parquet writer wants them.
///
/// @param strings the strings
public record SymbolStrings(StringTable strings) implements ByteStrings {

    @Override
    public int size() {
        return strings.size();
    }

    @Override
    public byte[] bytes() {
        return strings.bytes();
    }

    @Override
    public int offset(int id) {
        return strings.offset(id);
    }

    @Override
    public int length(int id) {
        return strings.length(id);
    }
}
