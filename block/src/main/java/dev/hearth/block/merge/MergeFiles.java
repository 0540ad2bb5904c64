// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.query.HiddenTimes;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The Parquet files of one input, be it a tenant's part of a segment or a block: the two differ in
/// where a file lies and in whose its symbols are. For one thread.
final class MergeFiles {

    private final InputReads reads;
    private final String name;
    private final HiddenTimes hidden;
    private final DroppedRows dropped;
    private final TimeRange times;
    private final long marked;
    private final Map<BlockFile, InputReads.Part> parts;
    private final SortedMap<String, Map<BlockFile, SegmentFooter.Rows>> services;
    private final Set<BlockFile> checked = EnumSet.noneOf(BlockFile.class);

    /// Times of the earliest and of the latest profile.
    record TimeRange(long first, long last) {}

    private MergeFiles(
            InputReads reads,
            String name,
            HiddenTimes hidden,
            DroppedRows dropped,
            TimeRange times,
            long marked,
            Map<BlockFile, InputReads.Part> parts,
            SortedMap<String, Map<BlockFile, SegmentFooter.Rows>> services) {
        this.reads = reads;
        this.name = name;
        this.hidden = hidden;
        this.dropped = dropped;
        this.times = times;
        this.marked = marked;
        this.parts = parts;
        this.services = services;
    }

    static MergeFiles of(
            InputReads reads, SegmentFooter.Tenant tenant, MergeInput.OfSegment input) {
        String key = input.key();
        Map<BlockFile, InputReads.Part> parts = new EnumMap<>(BlockFile.class);
        for (SegmentFile file : SegmentFile.values()) {
            if (tenant.has(file)) {
                FileRange range = tenant.file(file);
                parts.put(
                        BlockFile.valueOf(file.name()),
                        new InputReads.Part(
                                key,
                                file.fileName(),
                                range.offset(),
                                range.length(),
                                range.checksum()));
            }
        }
        SortedMap<String, Map<BlockFile, SegmentFooter.Rows>> services = new TreeMap<>();
        for (SegmentFooter.Service service : tenant.services()) {
            Map<BlockFile, SegmentFooter.Rows> rows = new EnumMap<>(BlockFile.class);
            rows.put(BlockFile.SERIES, service.series());
            rows.put(BlockFile.PROFILES, service.profiles());
            rows.put(BlockFile.SAMPLES, service.samples());
            rows.put(BlockFile.STACKS, service.stacks());
            services.put(service.service(), rows);
        }
        TimeRange times = new TimeRange(tenant.minTimeNanos(), tenant.maxTimeNanos());
        return new MergeFiles(
                reads,
                key,
                input.hidden(),
                input.dropped(),
                times,
                tenant.marked(),
                parts,
                services);
    }

    static MergeFiles of(InputReads reads, BlockMeta meta, HiddenTimes hidden) {
        Map<BlockFile, InputReads.Part> parts = new EnumMap<>(BlockFile.class);
        meta.files()
                .forEach((file, content) ->
                        parts.put(
                                file,
                                new InputReads.Part(
                                        BlockKeys.file(meta.tenant(), meta.id(), file),
                                        file.fileName(),
                                        0,
                                        content.length(),
                                        content.checksum())));
        SortedMap<String, Map<BlockFile, SegmentFooter.Rows>> services = new TreeMap<>();
        for (BlockMeta.Service service : meta.services()) {
            services.put(service.service(), service.rows());
        }
        TimeRange times = new TimeRange(meta.minTimeNanos(), meta.maxTimeNanos());
        return new MergeFiles(
                reads,
                BlockKeys.block(meta.tenant(), meta.id()),
                hidden,
                DroppedRows.NONE,
                times,
                meta.marked(),
                parts,
                services);
    }

    /// What tells it from the other inputs.
    String name() {
        return name;
    }

    HiddenTimes hidden() {
        return hidden;
    }

    DroppedRows dropped() {
        return dropped;
    }

    TimeRange times() {
        return times;
    }

    /// How many profiles are marked.
    long marked() {
        return marked;
    }

    SortedMap<String, Map<BlockFile, SegmentFooter.Rows>> services() {
        return services;
    }

    boolean has(BlockFile file) {
        return parts.containsKey(file);
    }

    /// A service's rows in a file, or null if the file's rows are those of all services.
    SegmentFooter.@Nullable Rows rows(String service, BlockFile file) {
        Map<BlockFile, SegmentFooter.Rows> rows = services.get(service);
        return rows == null ? null : rows.get(file);
    }

    /// Where a file lies.
    InputReads.Part part(BlockFile file) {
        InputReads.Part part = parts.get(file);
        if (part == null) {
            throw new IllegalStateException("input %s lacks %s".formatted(name, file.fileName()));
        }
        return part;
    }

    /// Opens a file; all its bytes are checked when that is done for the first time.
    ParquetFileReader open(BlockFile file) throws IOException {
        ParquetFileReader opened = reads.open(part(file), checked.contains(file));
        checked.add(file);
        return opened;
    }
}
