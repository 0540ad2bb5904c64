// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks single blocks.
final class BlockVerifier {

    private final ObjectStore store;
    private final BlockMetaJson json = new BlockMetaJson();

    BlockVerifier(ObjectStore store) {
        this.store = store;
    }

    /// What was found of a block.
    ///
    /// @param meta its description; null if there is none, or it is damaged
    /// @param damaged objects whose bytes are wrong
    /// @param missing objects that are not there, but should be if the block counts
    /// @param bytes bytes that were read
    record Found(
            @Nullable BlockMeta meta, List<Problem> damaged, List<Problem> missing, long bytes) {}

    Found verify(TenantId tenant, BlockId id) throws IOException {
        List<Problem> damaged = new ArrayList<>();
        List<Problem> missing = new ArrayList<>();
        String key = BlockKeys.meta(tenant, id);
        BlockMeta meta = null;
        long bytes = 0;
        try {
            meta = read(tenant, id);
        } catch (NoSuchObjectException e) {
            missing.add(new Problem(key, "object does not exist"));
        } catch (IOException e) {
            damaged.add(new Problem(key, VerifyProgress.text(e)));
        }
        if (meta != null) {
            Set<String> named = new HashSet<>(Set.of(key));
            for (Map.Entry<BlockFile, BlockMeta.Content> file : meta.files().entrySet()) {
                named.add(BlockKeys.file(tenant, id, file.getKey()));
                bytes += verify(meta, file.getKey(), file.getValue(), damaged, missing);
            }
            for (String other : ObjectFolders.keys(store, BlockKeys.block(tenant, id))) {
                if (!named.contains(other)) {
                    damaged.add(new Problem(other, "object is not named in meta.json"));
                }
            }
        }
        return new Found(meta, damaged, missing, bytes);
    }

    /// The description of a block.
    ///
    /// @throws NoSuchObjectException if there is none
    BlockMeta read(TenantId tenant, BlockId id) throws IOException {
        String key = BlockKeys.meta(tenant, id);
        BlockMeta meta = json.decode(key, store.get(key));
        if (!meta.tenant().equals(tenant) || !meta.id().equals(id)) {
            throw new IOException(
                    "block is %s of tenant \"%s\" (expected %s of \"%s\")"
                            .formatted(meta.id(), meta.tenant(), id, tenant));
        }
        return meta;
    }

    private long verify(
            BlockMeta meta,
            BlockFile file,
            BlockMeta.Content content,
            List<Problem> damaged,
            List<Problem> missing)
            throws IOException {
        String key = BlockKeys.file(meta.tenant(), meta.id(), file);
        long size = store.size(key);
        if (size < 0) {
            missing.add(new Problem(key, "object does not exist"));
            return 0;
        }
        if (size != content.length()) {
            String what = "object has %d bytes (expected %d)".formatted(size, content.length());
            damaged.add(new Problem(key, what));
            return 0;
        }
        StoredBytes bytes = new StoredBytes(store, key, 0, size);
        try {
            long found = bytes.checksum();
            if (found != content.checksum()) {
                String what =
                        "checksum is %016x (expected %016x)".formatted(found, content.checksum());
                damaged.add(new Problem(key, what));
                return size;
            }
            verifyRows(meta, file, key, bytes.parquet(), damaged);
        } catch (NoSuchObjectException e) {
            missing.add(new Problem(key, "object does not exist"));
        } catch (IOException e) {
            damaged.add(new Problem(key, VerifyProgress.text(e)));
        }
        return size;
    }

    private static void verifyRows(
            BlockMeta meta,
            BlockFile file,
            String key,
            ParquetFileReader parquet,
            List<Problem> damaged) {
        int end = 0;
        boolean isCounted = false;
        for (BlockMeta.Service service : meta.services()) {
            SegmentFooter.Rows rows = service.rows().get(file);
            if (rows != null) {
                isCounted = true;
                end = Math.max(end, rows.end());
            }
        }
        if (isCounted && end != parquet.rows()) {
            damaged.add(
                    new Problem(
                            key,
                            "file has %d rows (expected %d, as meta.json says)"
                                    .formatted(parquet.rows(), end)));
        }
    }
}
