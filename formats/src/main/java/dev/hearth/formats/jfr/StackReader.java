// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;

/// Reads stacks with their frames. Whether the recorder cut a stack off is not asked.
final class StackReader {

    private static final int METHOD = 0;
    private static final int LINE = 1;

    private final Plan before;
    private final Plan frame;
    private final Plan after;
    private final boolean hasFrames;
    private final long[] slots = new long[TypeRole.SLOTS];

    /// @param type row of the stacks' type
    StackReader(ChunkMetadata metadata, PlanMaker plans, int type)
            throws MalformedProfileException {
        int start = metadata.fieldStart(type);
        int end = metadata.fieldEnd(type);
        int frames = start;
        while (frames < end && !isFrames(metadata, frames)) {
            frames++;
        }
        hasFrames = frames < end;
        before = plans.fields(type, start, frames);
        after = plans.fields(type, Math.min(end, frames + 1), end);
        frame = hasFrames ? plans.value(metadata.fieldType(frames)) : before;
    }

    private static boolean isFrames(ChunkMetadata metadata, int field) {
        return (metadata.fieldFlags(field) & ChunkMetadata.IS_ARRAY) != 0
                && (metadata.fieldFlags(field) & ChunkMetadata.IS_CONSTANT) == 0
                && metadata.fieldType(field) >= 0
                && metadata.role(metadata.fieldType(field)) == TypeRole.STACK_FRAME;
    }

    void read(JfrInput in, int count, ChunkConstants constants) throws MalformedProfileException {
        LongColumn methods = constants.frameMethods;
        for (int i = 0; i < count; i++) {
            long id = in.number();
            before.run(in, slots);
            int start = methods.size;
            if (hasFrames) {
                frames(in, methods, constants.frameLines);
            }
            after.run(in, slots);
            constants.stacks.add(id, start, methods.size);
        }
    }

    private void frames(JfrInput in, LongColumn methods, IntColumn lines)
            throws MalformedProfileException {
        if (frame.isEmpty()) {
            in.intNumber();
            return;
        }
        int count = in.count();
        for (int i = 0; i < count; i++) {
            slots[METHOD] = 0;
            slots[LINE] = 0;
            frame.run(in, slots);
            methods.add(slots[METHOD]);
            lines.add((int) slots[LINE]);
        }
    }
}
