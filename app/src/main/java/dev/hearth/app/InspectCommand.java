// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.BlockFile;
import dev.hearth.block.audit.InspectionJson;
import dev.hearth.block.audit.StoreInspection;
import dev.hearth.block.audit.StoreInspector;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// `hearth inspect`: says what a store holds.
final class InspectCommand implements StoreCommand {

    private static final long NANOS = 1_000_000_000;

    private static final Flag<Output> OUTPUT =
            Flag.choice("output", Output.TABLE, "How to print: table, for people, or json.")
                    .yaml("");

    /// How to print.
    enum Output {
        TABLE,
        JSON
    }

    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String help() {
        return "Print tenants, blocks, services, partitions and their sizes, with -output=json for programs. Changes nothing; a server may run meanwhile. Exit code 1 if something cannot be read.";
    }

    @Override
    public List<Flag<?>> flags() {
        return List.of(OUTPUT);
    }

    @Override
    public boolean writes(Settings settings) {
        return false;
    }

    @Override
    public int run(Settings settings, ObjectStore store, PrintStream out, PrintStream err)
            throws IOException {
        StoreInspection inspection = new StoreInspector(store).inspect();
        if (settings.get(OUTPUT) == Output.JSON) {
            out.print(new InspectionJson().text(inspection));
        } else {
            inspection.tenants().forEach(tenant -> print(tenant, out));
            print(inspection.partitions(), out);
            inspection.problems().forEach(problem -> out.println("problem: " + problem));
        }
        return inspection.problems().isEmpty() ? 0 : 1;
    }

    private static void print(StoreInspection.Tenant tenant, PrintStream out) {
        out.printf(
                "Tenant %s: %d blocks, %s, %d samples; index version %d, %d pending, %d gone%n",
                tenant.tenant(),
                tenant.index().live().size(),
                TextTable.bytes(tenant.bytes()),
                tenant.samples(),
                tenant.version(),
                tenant.index().pending().size(),
                tenant.index().gone().size());
        TextTable blocks = new TextTable("  ");
        blocks.row("Block", "Level", "From", "To", "Size", "Profiles", "Samples");
        tenant.index().live().values().stream()
                .sorted(Comparator.comparingLong(IndexedBlock::minTimeNanos))
                .forEach(block -> row(blocks, block));
        if (!tenant.index().live().isEmpty()) {
            out.print(blocks);
        }
        for (Deletion deletion : tenant.index().deletions().values()) {
            out.printf(
                    "  Deletion %d: %s from %s to %s, %s%n",
                    deletion.number(),
                    deletion.whole() ? "everything" : deletion.selector(),
                    time(deletion.startNanos()),
                    time(deletion.endNanos()),
                    deletion.isFinished() ? "finished" : "asked " + deletion.requestedAt());
        }
        TextTable services = new TextTable("  ");
        services.row("Service", "Blocks", "Profiles", "Samples", "Size", "Largest files");
        tenant.services().forEach((name, size) -> row(services, name, size));
        if (!tenant.services().isEmpty()) {
            out.print(services);
        }
        out.println();
    }

    private static void row(TextTable table, IndexedBlock block) {
        table.row(
                block.id().text(),
                Integer.toString(block.level()),
                time(block.minTimeNanos()),
                time(block.maxTimeNanos()),
                TextTable.bytes(block.bytes()),
                Long.toString(block.profiles()),
                Long.toString(block.samples()));
    }

    private static void row(TextTable table, String name, StoreInspection.ServiceSize size) {
        List<String> largest =
                size.bytes().entrySet().stream()
                        .sorted(Map.Entry.<BlockFile, Long>comparingByValue().reversed())
                        .limit(3)
                        .map(each ->
                                "%s %s"
                                        .formatted(
                                                each.getKey().fileName().replace(".parquet", ""),
                                                TextTable.bytes(each.getValue())))
                        .toList();
        table.row(
                name,
                Long.toString(size.blocks()),
                Long.toString(size.profiles()),
                Long.toString(size.samples()),
                TextTable.bytes(size.totalBytes()),
                String.join(", ", largest));
    }

    private static String time(long nanos) {
        if (nanos == Long.MIN_VALUE) {
            return "the beginning";
        }
        return nanos == Long.MAX_VALUE
                ? "the end"
                : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS)).toString();
    }

    private static void print(List<StoreInspection.Partition> partitions, PrintStream out) {
        TextTable table = new TextTable("");
        table.row("Partition", "Floor", "End", "Segments", "Size", "Below the floor");
        for (StoreInspection.Partition partition : partitions) {
            table.row(
                    partition.partition(),
                    Long.toString(partition.floor()),
                    Long.toString(partition.end()),
                    Long.toString(partition.segments()),
                    TextTable.bytes(partition.bytes()),
                    Long.toString(partition.below()));
        }
        if (!partitions.isEmpty()) {
            out.print(table);
        }
    }
}
