// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.FixedContent;
import dev.hearth.query.ProfileSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One tenant's part of one segment, as a query sees it. Nothing but the footer is read before it
/// is asked for.
public final class SegmentSource implements ProfileSource {

    private final String name;
    private final SegmentFooter.Tenant footer;
    private final List<Dataset> datasets;

    /// @param checksum that of the whole footer: where a damaged segment is given up, another takes
    ///   its key
    SegmentSource(
            ObjectStore store,
            BlockCache cache,
            String key,
            long checksum,
            SegmentFooter.Tenant footer) {
        this.name = "%s/%016x/%s/".formatted(key, checksum, footer.tenant().value());
        this.footer = footer;
        StoredFiles files = new StoredFiles(store, cache, key, footer.tenant(), places(key));
        StoredTables tables = new StoredTables(files, 0, Map.of(BlockFile.SERIES, series()));
        List<Dataset> all = new ArrayList<>();
        for (SegmentFooter.Service service : footer.services()) {
            all.add(dataset(files, tables, service));
        }
        this.datasets = List.copyOf(all);
    }

    private Map<BlockFile, StoredFile> places(String key) {
        Map<BlockFile, StoredFile> places = new EnumMap<>(BlockFile.class);
        footer.files()
                .forEach((file, range) -> {
                    boolean isWhole =
                            file != SegmentFile.SAMPLES && file != SegmentFile.OBSERVATIONS;
                    places.put(
                            BlockFile.valueOf(file.name()),
                            new StoredFile(
                                    key,
                                    range.offset(),
                                    range.length(),
                                    range.checksum(),
                                    range.tail(),
                                    isWhole));
                });
        return places;
    }

    private SegmentFooter.Rows series() {
        int count = 0;
        for (SegmentFooter.Service service : footer.services()) {
            count = Math.max(count, service.series().end());
        }
        return new SegmentFooter.Rows(0, count);
    }

    private StoredDataset dataset(
            StoredFiles files, StoredTables tables, SegmentFooter.Service service) {
        StoredSums sums =
                new StoredSums(
                        files,
                        tables,
                        service.stacks(),
                        Map.of(),
                        List.of(),
                        footer.minTimeNanos(),
                        footer.maxTimeNanos());
        return new StoredDataset(
                service.service(),
                files,
                tables,
                service.series(),
                service.stacks(),
                0,
                sums,
                new StoredDataset.Extent(
                        service.samples().count(),
                        footer.marked(),
                        new FixedContent(
                                name + service.service(),
                                footer.minTimeNanos(),
                                footer.maxTimeNanos())),
                null);
    }

    @Override
    public List<Dataset> datasets() {
        return datasets;
    }

    @Override
    public long markedCount() {
        return footer.marked();
    }

    @Override
    public long minTimeNanos() {
        return footer.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return footer.maxTimeNanos();
    }
}
