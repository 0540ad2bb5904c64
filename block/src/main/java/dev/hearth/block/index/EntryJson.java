// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import java.time.Instant;

/// What an index says of a block, and of a part of a segment that was given up, as JSON.
final class EntryJson {

    private EntryJson() {}

    static void write(ObjectNode into, LostPart part) {
        into.put("object", part.object())
                .put("min_time_nanos", part.minTimeNanos())
                .put("max_time_nanos", part.maxTimeNanos())
                .put("given_up_at", part.givenUpAt().toString());
    }

    static void write(ObjectNode into, TenantId tenant, IndexedBlock block) {
        String folder = BlockKeys.block(tenant, block.id());
        into.put("block", block.id().text())
                .put("path", folder.substring(0, folder.length() - 1))
                .put("min_time_nanos", block.minTimeNanos())
                .put("max_time_nanos", block.maxTimeNanos())
                .put("level", block.level())
                .put("bytes", block.bytes())
                .put("profiles", block.profiles())
                .put("samples", block.samples())
                .put("marked", block.marked())
                .put("deletions_applied", block.deletionsApplied());
        if (block.isSkipped()) {
            into.put("skipped", true);
        }
    }

    /// @throws IllegalArgumentException if it is none
    static IndexedBlock block(JsonNode from) {
        return new IndexedBlock(
                new BlockId(SealedJson.text(from.path("block"))),
                SealedJson.number(from.path("min_time_nanos")),
                SealedJson.number(from.path("max_time_nanos")),
                Math.toIntExact(SealedJson.number(from.path("level"))),
                SealedJson.number(from.path("bytes")),
                SealedJson.number(from.path("profiles")),
                SealedJson.number(from.path("samples")),
                SealedJson.number(from.path("marked")),
                SealedJson.number(from.path("deletions_applied")),
                from.has("skipped") && SealedJson.flag(from.path("skipped")));
    }

    /// @throws IllegalArgumentException if it is none
    /// @throws java.time.format.DateTimeParseException if its time is none
    static LostPart lost(JsonNode from) {
        return new LostPart(
                SealedJson.text(from.path("object")),
                SealedJson.number(from.path("min_time_nanos")),
                SealedJson.number(from.path("max_time_nanos")),
                Instant.parse(SealedJson.text(from.path("given_up_at"))));
    }
}
