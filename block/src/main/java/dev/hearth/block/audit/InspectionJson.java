// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexedBlock;
import java.time.Instant;

/// What a store holds, as JSON for programs.
public final class InspectionJson {

    private final ObjectMapper json = new ObjectMapper();

    /// A codec.
    public InspectionJson() {}

    /// Returns the text, with a line's end.
    public String text(StoreInspection inspection) {
        ObjectNode root = json.createObjectNode();
        ArrayNode tenants = root.putArray("tenants");
        inspection.tenants().forEach(tenant -> write(tenants.addObject(), tenant));
        ArrayNode partitions = root.putArray("partitions");
        for (StoreInspection.Partition partition : inspection.partitions()) {
            partitions
                    .addObject()
                    .put("partition", partition.partition())
                    .put("floor", partition.floor())
                    .put("end", partition.end())
                    .put("segments", partition.segments())
                    .put("bytes", partition.bytes())
                    .put("segments_below_floor", partition.below());
        }
        ArrayNode problems = root.putArray("problems");
        for (Problem problem : inspection.problems()) {
            problems.addObject().put("object", problem.object()).put("problem", problem.what());
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(ObjectNode into, StoreInspection.Tenant tenant) {
        into.put("tenant", tenant.tenant().value())
                .put("index_version", tenant.version())
                .put("bytes", tenant.bytes())
                .put("samples", tenant.samples());
        ObjectNode covered = into.putObject("covered");
        tenant.index().covered().forEach(covered::put);
        ArrayNode blocks = into.putArray("blocks");
        for (IndexedBlock block : tenant.index().live().values()) {
            blocks.addObject()
                    .put("block", block.id().text())
                    .put("level", block.level())
                    .put("min_time_nanos", block.minTimeNanos())
                    .put("max_time_nanos", block.maxTimeNanos())
                    .put("bytes", block.bytes())
                    .put("profiles", block.profiles())
                    .put("samples", block.samples())
                    .put("deletions_applied", block.deletionsApplied());
        }
        into.put("pending_blocks", tenant.index().pending().size());
        into.put("gone_blocks", tenant.index().gone().size());
        ArrayNode deletions = into.putArray("deletions");
        tenant.index()
                .deletions()
                .values()
                .forEach(deletion -> write(deletions.addObject(), deletion));
        ArrayNode services = into.putArray("services");
        tenant.services()
                .forEach((name, size) -> {
                    ObjectNode service = services.addObject().put("service", name);
                    service.put("blocks", size.blocks())
                            .put("profiles", size.profiles())
                            .put("samples", size.samples())
                            .put("bytes", size.totalBytes());
                    ObjectNode files = service.putObject("bytes_by_file");
                    size.bytes().forEach((file, bytes) -> files.put(file.fileName(), bytes));
                });
    }

    private static void write(ObjectNode into, Deletion deletion) {
        Instant finishedAt = deletion.finishedAt();
        into.put("number", deletion.number())
                .put("deletion", deletion.id().text())
                .put("selector", deletion.selector())
                .put("start_nanos", deletion.startNanos())
                .put("end_nanos", deletion.endNanos())
                .put("whole", deletion.whole())
                .put("requested_at", deletion.requestedAt().toString())
                .put("finished_at", finishedAt == null ? null : finishedAt.toString());
    }
}
