// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import dev.hearth.model.ProfileIdSet;
import dev.hearth.proto.hearth.internal.v1.IdsAnswer;
import dev.hearth.query.FoundIds;
import java.nio.ByteBuffer;

/// Many ids of profiles as bytes, one after another.
final class IdColumn {

    private static final int ID_BYTES = 16;

    private IdColumn() {}

    static ByteString encode(ProfileIdSet ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(ids.size(), ID_BYTES));
        ids.each((high, low) -> bytes.putLong(high).putLong(low).hasRemaining());
        return ByteString.copyFrom(bytes.flip());
    }

    /// Adds ids to a set.
    ///
    /// @throws IllegalArgumentException if the last one is cut off
    static void decode(ByteString bytes, ProfileIdSet into) {
        if (bytes.size() % ID_BYTES != 0) {
            throw new IllegalArgumentException(
                    "ids have %d bytes (expected a multiple of %d)"
                            .formatted(bytes.size(), ID_BYTES));
        }
        ByteBuffer in = bytes.asReadOnlyByteBuffer();
        while (in.hasRemaining()) {
            into.add(in.getLong(), in.getLong());
        }
    }

    static ProfileIdSet decode(ByteString bytes) {
        ProfileIdSet ids = new ProfileIdSet();
        decode(bytes, ids);
        return ids;
    }

    static IdsAnswer encode(FoundIds found) {
        return IdsAnswer.newBuilder()
                .setIds(encode(found.ids()))
                .setMinTimeNanos(found.minTimeNanos())
                .setMaxTimeNanos(found.maxTimeNanos())
                .build();
    }

    /// Reads an answer.
    ///
    /// @throws MalformedAnswerException if an id is cut off
    static void decode(IdsAnswer message, FoundIds into) throws MalformedAnswerException {
        try {
            decode(message.getIds(), into.ids());
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException(String.valueOf(e.getMessage()));
        }
        into.addTimes(message.getMinTimeNanos(), message.getMaxTimeNanos());
    }
}
