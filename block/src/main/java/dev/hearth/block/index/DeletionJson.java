// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import java.time.Instant;

/// A deletion as JSON.
final class DeletionJson {

    private DeletionJson() {}

    static void write(ObjectNode into, Deletion deletion) {
        into.put("deletion", deletion.id().text())
                .put("selector", deletion.selector())
                .put("start_nanos", deletion.startNanos())
                .put("end_nanos", deletion.endNanos())
                .put("whole", deletion.whole())
                .put("requested_at", deletion.requestedAt().toString());
        ObjectNode positions = into.putObject("positions");
        deletion.positions().forEach(positions::put);
        if (deletion.number() > 0) {
            into.put("number", deletion.number());
        }
        Instant finishedAt = deletion.finishedAt();
        if (finishedAt != null) {
            into.put("finished_at", finishedAt.toString());
        }
    }

    /// @throws IllegalArgumentException if it is none
    /// @throws java.time.format.DateTimeParseException if a time is none
    static Deletion read(JsonNode from) {
        JsonNode number = from.path("number");
        JsonNode finished = from.path("finished_at");
        return new Deletion(
                number.isMissingNode() ? 0 : SealedJson.number(number),
                new BlockId(SealedJson.text(from.path("deletion"))),
                SealedJson.text(from.path("selector")),
                SealedJson.number(from.path("start_nanos")),
                SealedJson.number(from.path("end_nanos")),
                SealedJson.flag(from.path("whole")),
                SealedJson.numbers(from.path("positions")),
                Instant.parse(SealedJson.text(from.path("requested_at"))),
                finished.isMissingNode() ? null : Instant.parse(SealedJson.text(finished)));
    }
}
