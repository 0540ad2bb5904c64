// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IdIndex;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.util.ArrayList;
import java.util.List;

/// The types of one chunk, by row, each with its fields.
final class ChunkMetadata {

    /// Bits of [#fieldFlags].
    static final int IS_ARRAY = 1;

    static final int IS_CONSTANT = 2;
    static final int IS_TICKS = 4;

    /// Elements inside one another, at most; real recordings have five.
    private static final int MAX_DEPTH = 16;

    private final MetadataTexts texts = new MetadataTexts();
    private final LongColumn typeIds = new LongColumn();
    private final List<TypeRole> typeRoles = new ArrayList<>();
    private final IntColumn typeFieldEnds = new IntColumn();
    private final IdIndex types = new IdIndex();
    private final IntColumn fieldNames = new IntColumn();
    private final LongColumn fieldTypes = new LongColumn();
    private final IntColumn fieldFlags = new IntColumn();

    private JfrInput in = new JfrInput();

    // What the element that was opened last says of itself.
    private long id;
    private int name;
    private long type;
    private int flags;

    /// Reads the metadata event that starts at `start`.
    ///
    /// @param limit where the chunk ends
    void read(JfrInput input, int start, int limit) throws MalformedProfileException {
        in = input;
        typeIds.size = 0;
        typeRoles.clear();
        typeFieldEnds.size = 0;
        fieldNames.size = 0;
        fieldTypes.size = 0;
        fieldFlags.size = 0;
        in.window(start, limit);
        int size = in.intNumber();
        if (size <= 0 || size > limit - start) {
            throw ProtoReader.malformed(
                    "metadata at byte %d has %d bytes (expected 1 to %d)"
                            .formatted(start, size, limit - start));
        }
        long eventType = in.number();
        if (eventType != 0) {
            throw ProtoReader.malformed(
                    "metadata at byte %d is an event of type %d (expected 0)"
                            .formatted(start, eventType));
        }
        in.window(in.position(), start + size);
        in.number();
        in.number();
        in.number();
        texts.read(in);
        element(0);
        types.build(typeIds);
    }

    /// The row of a type, or -1 if there is none.
    int find(long typeId) {
        return types.find(typeId);
    }

    TypeRole role(int row) {
        return typeRoles.get(row);
    }

    int fieldStart(int row) {
        return IntColumn.start(typeFieldEnds, row);
    }

    int fieldEnd(int row) {
        return typeFieldEnds.values[row];
    }

    /// The row of a field's type, or -1 if there is none.
    int fieldType(int field) {
        return types.find(fieldTypes.values[field]);
    }

    int fieldFlags(int field) {
        return fieldFlags.values[field];
    }

    /// The slot that a field is read into, or -1 if it is not read.
    int slot(TypeRole role, int field) {
        return role.slot(texts, fieldNames.values[field]);
    }

    /// Whether the value of a sample of a type is a number of ticks.
    boolean isInTicks(int row) {
        for (int field = fieldStart(row); field < fieldEnd(row); field++) {
            if (slot(role(row), field) == TypeRole.FIRST) {
                return (fieldFlags.values[field] & IS_TICKS) != 0;
            }
        }
        return false;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        texts.clear(keep);
        typeIds.clear(keep);
        typeRoles.clear();
        typeFieldEnds.clear(keep);
        types.clear(keep);
        fieldNames.clear(keep);
        fieldTypes.clear(keep);
        fieldFlags.clear(keep);
    }

    private void element(int depth) throws MalformedProfileException {
        if (depth > MAX_DEPTH) {
            throw ProtoReader.malformed(
                    "metadata has elements nested deeper than %d at byte %d"
                            .formatted(MAX_DEPTH, in.position()));
        }
        int tag = texts.word(in.intNumber());
        attributes();
        switch (tag) {
            case MetadataTexts.CLASS -> {
                typeIds.add(id);
                typeRoles.add(TypeRole.of(texts, name));
                typeFieldEnds.add(fieldNames.size);
                children(depth);
            }
            case MetadataTexts.FIELD -> {
                field();
                children(depth);
            }
            case MetadataTexts.ANNOTATION -> {
                if (fieldFlags.size > 0) {
                    fieldFlags.values[fieldFlags.size - 1] |= flags & IS_TICKS;
                }
                children(depth);
            }
            default -> children(depth);
        }
    }

    private void field() {
        if (typeIds.size > 0) {
            fieldNames.add(name);
            fieldTypes.add(type);
            fieldFlags.add(flags & ~IS_TICKS);
            typeFieldEnds.values[typeIds.size - 1] = fieldNames.size;
        }
    }

    private void children(int depth) throws MalformedProfileException {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            element(depth + 1);
        }
    }

    private void attributes() throws MalformedProfileException {
        id = 0;
        name = 0;
        type = 0;
        flags = 0;
        int count = in.count();
        for (int i = 0; i < count; i++) {
            int key = texts.word(in.intNumber());
            int value = texts.checked(in.intNumber());
            switch (key) {
                case MetadataTexts.ID -> id = texts.number(value);
                case MetadataTexts.NAME -> name = value;
                case MetadataTexts.CLASS -> type = texts.number(value);
                case MetadataTexts.CONSTANT_POOL ->
                        flags |= texts.is(value, "true") ? IS_CONSTANT : 0;
                case MetadataTexts.DIMENSION -> flags |= texts.is(value, "0") ? 0 : IS_ARRAY;
                case MetadataTexts.VALUE -> flags |= texts.is(value, "TICKS") ? IS_TICKS : 0;
                default -> {}
            }
        }
    }
}
