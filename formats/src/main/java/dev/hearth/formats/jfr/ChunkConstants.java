// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import org.jspecify.annotations.Nullable;

/// The constants of a chunk that samples are made of, from all its checkpoint events.
///
/// Checkpoints are taken as they come in the chunk. The chain that they form is not followed: it
/// leads to nothing else, and may be wrong.
final class ChunkConstants {

    /// Texts and names of thread states, by position; symbols, by position of their text.
    final ConstantPool texts = new ConstantPool();

    final ConstantPool symbols = new ConstantPool();
    final ConstantPool threadStates = new ConstantPool();

    /// Classes, with the id of a symbol; methods, with the ids of class and symbol.
    final ConstantPool classes = new ConstantPool();

    final ConstantPool methods = new ConstantPool();

    /// Stacks, with start and end in the columns of frames. The leaf is first.
    final ConstantPool stacks = new ConstantPool();

    final LongColumn frameMethods = new LongColumn();
    final IntColumn frameLines = new IntColumn();

    private final long[] slots = new long[TypeRole.SLOTS];

    private ConstantPool[] all() {
        return new ConstantPool[] {texts, symbols, threadStates, classes, methods, stacks};
    }

    void start() {
        for (ConstantPool pool : all()) {
            pool.start();
        }
        frameMethods.size = 0;
        frameLines.size = 0;
    }

    /// To be called once all checkpoints were read.
    void finish() {
        for (ConstantPool pool : all()) {
            pool.finish();
        }
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        for (ConstantPool pool : all()) {
            pool.clear(keep);
        }
        frameMethods.clear(keep);
        frameLines.clear(keep);
    }

    /// Reads a checkpoint event, behind its type.
    void read(JfrInput in, ChunkMetadata metadata, PlanMaker plans)
            throws MalformedProfileException {
        in.number();
        in.number();
        in.number();
        in.fixed(1);
        int pools = in.count();
        for (int i = 0; i < pools; i++) {
            long typeId = in.number();
            int count = in.count();
            if (count > 0) {
                int type = metadata.find(typeId);
                if (type < 0) {
                    throw ProtoReader.malformed(
                            "constants at byte %d are of type %d (expected one of the metadata)"
                                    .formatted(in.position(), typeId));
                }
                pool(in, metadata, plans, type, count);
            }
        }
    }

    private void pool(JfrInput in, ChunkMetadata metadata, PlanMaker plans, int type, int count)
            throws MalformedProfileException {
        switch (metadata.role(type)) {
            case TEXT -> values(in, plans.value(type), count, texts);
            case SYMBOL -> values(in, plans.value(type), count, symbols);
            case THREAD_STATE -> values(in, plans.value(type), count, threadStates);
            case CLASS -> values(in, plans.value(type), count, classes);
            case METHOD -> values(in, plans.value(type), count, methods);
            case STACK_TRACE -> new StackReader(metadata, plans, type).read(in, count, this);
            default -> values(in, plans.value(type), count, null);
        }
    }

    private void values(JfrInput in, Plan plan, int count, @Nullable ConstantPool pool)
            throws MalformedProfileException {
        for (int i = 0; i < count; i++) {
            long id = in.number();
            slots[0] = 0;
            slots[1] = 0;
            plan.run(in, slots);
            if (pool != null) {
                pool.add(id, slots[0], slots[1]);
            }
        }
    }
}
