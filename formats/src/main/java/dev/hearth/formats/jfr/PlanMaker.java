// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.util.ArrayList;
import java.util.List;

/// Makes plans of the types of a chunk.
final class PlanMaker {

    private static final int NO_SLOT = -1;

    /// Structures inside one another, at most; real recordings have two.
    private static final int MAX_DEPTH = 8;

    private static final int BYTES_PER_PLAN = 512;
    private static final int BYTES_PER_STEP = 64;

    private final ChunkMetadata metadata;
    private final boolean isCompressed;
    private final Budget budget;

    /// @param budget what plans may take of memory
    PlanMaker(ChunkMetadata metadata, boolean isCompressed, Budget budget) {
        this.metadata = metadata;
        this.isCompressed = isCompressed;
        this.budget = budget;
    }

    /// The plan of a value of a type. What its role names is read, of a text the text itself into
    /// slot 0.
    Plan value(int type) throws MalformedProfileException {
        return switch (metadata.role(type)) {
            case TEXT -> {
                Steps steps = steps();
                steps.add(Plan.TAKE_TEXT, 0);
                yield steps.finish();
            }
            case OTHER, BOOLEAN, BYTE, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE -> {
                Steps steps = steps();
                scalar(type, 0, NO_SLOT, 0, steps);
                yield steps.finish();
            }
            default -> fields(type, metadata.fieldStart(type), metadata.fieldEnd(type));
        };
    }

    /// The plan of some neighbouring fields of a type.
    Plan fields(int type, int from, int to) throws MalformedProfileException {
        TypeRole role = metadata.role(type);
        Steps steps = steps();
        for (int field = from; field < to; field++) {
            field(field, slot(role, field), 0, steps);
        }
        return steps.finish();
    }

    /// The slot that a field is read into. One is not read that is a number where a text belongs,
    /// or a text where a number does: of texts the position is read, which nobody may make up.
    private int slot(TypeRole role, int field) {
        int type = metadata.fieldType(field);
        boolean isText =
                type >= 0
                        && metadata.role(type) == TypeRole.TEXT
                        && (metadata.fieldFlags(field) & ChunkMetadata.IS_CONSTANT) == 0;
        return isText == role.isOfTexts() ? metadata.slot(role, field) : NO_SLOT;
    }

    /// The plan of an event up to the last field that is read.
    Plan event(int type) throws MalformedProfileException {
        TypeRole role = metadata.role(type);
        int end = metadata.fieldStart(type);
        for (int field = end; field < metadata.fieldEnd(type); field++) {
            end = slot(role, field) >= 0 ? field + 1 : end;
        }
        return fields(type, metadata.fieldStart(type), end);
    }

    private Steps steps() throws MalformedProfileException {
        budget.charge(BYTES_PER_PLAN);
        return new Steps();
    }

    private void field(int field, int slot, int depth, Steps steps)
            throws MalformedProfileException {
        int flags = metadata.fieldFlags(field);
        int type = metadata.fieldType(field);
        if ((flags & ChunkMetadata.IS_ARRAY) != 0) {
            Steps element = steps();
            scalar(type, flags, NO_SLOT, depth + 1, element);
            steps.addArray(element.finish());
        } else {
            scalar(type, flags, slot, depth, steps);
        }
    }

    private void scalar(int type, int flags, int slot, int depth, Steps steps)
            throws MalformedProfileException {
        budget.charge(BYTES_PER_STEP);
        if ((flags & ChunkMetadata.IS_CONSTANT) != 0) {
            steps.addNumber(8, slot);
            return;
        }
        if (type < 0) {
            throw ProtoReader.malformed(
                    "metadata has a field of a type that it lacks (expected one of its types)");
        }
        switch (metadata.role(type)) {
            case BOOLEAN, BYTE -> steps.addFixed(1, slot);
            case SHORT, CHAR -> steps.addNumber(2, slot);
            case INT -> steps.addNumber(4, slot);
            case LONG -> steps.addNumber(8, slot);
            case FLOAT -> steps.addFixed(4, NO_SLOT);
            case DOUBLE -> steps.addFixed(8, NO_SLOT);
            case TEXT ->
                    steps.add(slot == NO_SLOT ? Plan.SKIP_TEXT : Plan.TAKE_TEXT, Math.max(0, slot));
            default -> structure(type, depth + 1, steps);
        }
    }

    private void structure(int type, int depth, Steps steps) throws MalformedProfileException {
        if (depth > MAX_DEPTH) {
            throw ProtoReader.malformed(
                    "metadata has types nested deeper than %d".formatted(MAX_DEPTH));
        }
        for (int field = metadata.fieldStart(type); field < metadata.fieldEnd(type); field++) {
            field(field, NO_SLOT, depth, steps);
        }
    }

    /// The steps of a plan that is being made.
    private final class Steps {

        private final IntColumn steps = new IntColumn();
        private final List<Plan> elements = new ArrayList<>(0);

        void add(int step, int number) {
            steps.add(step);
            steps.add(number);
        }

        /// Adds a number that is in compressed form if the chunk's are.
        void addNumber(int size, int slot) {
            if (!isCompressed) {
                addFixed(size, slot);
            } else if (slot == NO_SLOT) {
                addSkip(Plan.SKIP_VARINTS, 1);
            } else {
                add(Plan.TAKE_VARINT, slot);
            }
        }

        void addFixed(int size, int slot) {
            if (slot == NO_SLOT) {
                addSkip(Plan.SKIP_BYTES, size);
            } else {
                add(Plan.TAKE_FIXED, size << Plan.SIZE_SHIFT | slot);
            }
        }

        void addArray(Plan element) {
            add(Plan.SKIP_ARRAY, elements.size());
            elements.add(element);
        }

        private void addSkip(int step, int count) {
            int last = steps.size - 2;
            if (last >= 0 && steps.values[last] == step) {
                steps.values[last + 1] += count;
            } else {
                add(step, count);
            }
        }

        Plan finish() {
            return new Plan(steps, elements);
        }
    }
}
