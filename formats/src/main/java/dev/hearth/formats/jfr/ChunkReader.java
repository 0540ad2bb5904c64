// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.ProtoReader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// Reads one chunk after another: its metadata, its constants, and then the events that matter.
final class ChunkReader {

    private static final long CHECKPOINT = 1;

    private final ChunkConstants constants;
    private final JfrTexts texts;
    private final SampleEvents samples;
    private final JfrInput in = new JfrInput();
    private final ChunkMetadata metadata = new ChunkMetadata();
    private final long[] slots = new long[TypeRole.SLOTS];

    /// Of the type of a role that was met last.
    private final Map<TypeRole, EventPlan> plans = new EnumMap<>(TypeRole.class);

    /// How to read an event.
    ///
    /// @param type row of its type
    /// @param isInTicks whether its value is
    private record EventPlan(int type, Plan plan, boolean isInTicks) {}

    ChunkReader(ChunkConstants constants, JfrTexts texts, SampleEvents samples) {
        this.constants = constants;
        this.texts = texts;
        this.samples = samples;
    }

    /// Reads a chunk of a recording.
    void read(byte[] body, ChunkHeader chunk, Budget budget) throws MalformedProfileException {
        in.reset(body, chunk.isCompressed());
        metadata.read(in, chunk.metadata(), chunk.end());
        PlanMaker maker = new PlanMaker(metadata, chunk.isCompressed(), budget);
        constants.start();
        scan(chunk, maker, true);
        constants.finish();
        texts.startChunk(body, chunk);
        samples.startChunk(chunk);
        plans.clear();
        scan(chunk, maker, false);
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        in.reset(new byte[0], false);
        metadata.clear(keep);
        plans.clear();
    }

    private void scan(ChunkHeader chunk, PlanMaker maker, boolean isForConstants)
            throws MalformedProfileException {
        int at = chunk.start() + ChunkHeader.SIZE;
        while (at < chunk.end()) {
            in.window(at, chunk.end());
            int size = in.intNumber();
            if (size <= 0 || size > chunk.end() - at) {
                throw ProtoReader.malformed(
                        "an event at byte %d has %d bytes (expected 1 to %d)"
                                .formatted(at, size, chunk.end() - at));
            }
            at += size;
            in.window(in.position(), at);
            long type = in.number();
            if (isForConstants) {
                if (type == CHECKPOINT) {
                    constants.read(in, metadata, maker);
                }
            } else if (type > CHECKPOINT) {
                event(metadata.find(type), maker);
            }
        }
    }

    private void event(int type, PlanMaker maker) throws MalformedProfileException {
        if (type < 0) {
            return;
        }
        TypeRole role = metadata.role(type);
        if (!role.isSample() && role != TypeRole.ACTIVE_SETTING) {
            return;
        }
        EventPlan event = plans.get(role);
        if (event == null || event.type != type) {
            event = new EventPlan(type, maker.event(type), metadata.isInTicks(type));
            plans.put(role, event);
        }
        Arrays.fill(slots, 0);
        event.plan.run(in, slots);
        samples.add(role, slots, event.isInTicks);
    }
}
