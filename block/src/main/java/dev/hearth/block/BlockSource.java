// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.Dataset;
import dev.hearth.query.FixedContent;
import dev.hearth.query.HourlyCosts;
import dev.hearth.query.ProfileSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A block as a query sees it. Nothing is read before it is asked for, and of a file no more than
/// the pages that the asked services, series and times lie in.
public final class BlockSource implements ProfileSource {

    private final BlockMeta meta;
    private final List<Dataset> datasets;

    BlockSource(ObjectStore store, BlockCache cache, BlockMeta meta) {
        this.meta = meta;
        String name = BlockKeys.block(meta.tenant(), meta.id());
        StoredFiles files = new StoredFiles(store, cache, name, meta.tenant(), places(meta));
        List<Dataset> all = new ArrayList<>();
        for (int i = 0; i < meta.services().size(); i++) {
            all.add(dataset(files, i));
        }
        this.datasets = List.copyOf(all);
    }

    private static Map<BlockFile, StoredFile> places(BlockMeta meta) {
        Map<BlockFile, StoredFile> places = new EnumMap<>(BlockFile.class);
        meta.files()
                .forEach((file, content) ->
                        places.put(
                                file,
                                new StoredFile(
                                        BlockKeys.file(meta.tenant(), meta.id(), file),
                                        0,
                                        content.length(),
                                        content.checksum(),
                                        content.tail(),
                                        false)));
        return places;
    }

    private StoredDataset dataset(StoredFiles files, int index) {
        BlockMeta.Service service = meta.services().get(index);
        StoredTables tables = new StoredTables(files, index, service.rows());
        List<Rollup> rollups =
                Arrays.stream(Rollup.values())
                        .filter(rollup -> meta.has(rollup.buckets) && meta.has(rollup.samples))
                        .toList();
        SegmentFooter.Rows stacks = service.rows(BlockFile.STACKS);
        StoredSums sums =
                new StoredSums(
                        files,
                        tables,
                        stacks,
                        service.rows(),
                        rollups,
                        meta.minTimeNanos(),
                        meta.maxTimeNanos());
        return new StoredDataset(
                service.service(),
                files,
                tables,
                service.rows(BlockFile.SERIES),
                stacks,
                service.rows(BlockFile.LOCATIONS).first(),
                sums,
                new StoredDataset.Extent(
                        service.rows(BlockFile.SAMPLES).count(), meta.marked(), content(service)),
                costs(files, tables, index));
    }

    private FixedContent content(BlockMeta.Service service) {
        return new FixedContent(
                BlockKeys.block(meta.tenant(), meta.id()) + service.service(),
                meta.minTimeNanos(),
                meta.maxTimeNanos());
    }

    private @Nullable HourlyCosts costs(StoredFiles files, StoredTables tables, int index) {
        BlockMeta.Service service = meta.services().get(index);
        return meta.has(BlockFile.FUNCTION_COSTS)
                ? new StoredCosts(
                        files,
                        tables,
                        index,
                        service.rows(BlockFile.FUNCTIONS),
                        service.rows(BlockFile.FUNCTION_COSTS))
                : null;
    }

    /// What the block holds and where.
    public BlockMeta meta() {
        return meta;
    }

    @Override
    public List<Dataset> datasets() {
        return datasets;
    }

    @Override
    public long markedCount() {
        return meta.marked();
    }

    @Override
    public long minTimeNanos() {
        return meta.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return meta.maxTimeNanos();
    }
}
