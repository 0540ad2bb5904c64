// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

/// What the profile that is decoded at the moment made of the rows of the dictionary.
final class OtlpMemos {

    final RowMemo strings;
    final RowMemo functions;
    final RowMemo mappings;
    final RowMemo locations;
    final RowMemo stacks;

    OtlpMemos(OtlpDictionary dictionary) {
        strings = new RowMemo(dictionary.strings.size());
        functions = new RowMemo(dictionary.functions.size());
        mappings = new RowMemo(dictionary.mappings.size());
        locations = new RowMemo(dictionary.locations.size());
        stacks = new RowMemo(dictionary.stacks.size());
    }

    void clear() {
        strings.clear();
        functions.clear();
        mappings.clear();
        locations.clear();
        stacks.clear();
    }
}
