// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A block that lies ready in scratch files, without a name.
///
/// @param files its files
/// @param services its services, in order of name
/// @param minTimeNanos time of the earliest profile
/// @param maxTimeNanos time of the latest profile
/// @param samples how many, at full resolution
/// @param profiles how many
/// @param marked how many of them are marked
record FinishedBlock(
        SortedMap<BlockFile, File> files,
        List<BlockMeta.Service> services,
        long minTimeNanos,
        long maxTimeNanos,
        long samples,
        long profiles,
        long marked) {

    /// A scratch file.
    record File(Path path, BlockMeta.Content content) {}

    /// Describes it.
    BlockMeta meta(MergeJob job, String life, BlockId id, List<BlockId> all) {
        TreeMap<BlockFile, BlockMeta.Content> contents = new TreeMap<>();
        files.forEach((file, found) -> contents.put(file, found.content()));
        return new BlockMeta(
                id,
                job.tenant(),
                life,
                job.level(),
                minTimeNanos,
                maxTimeNanos,
                marked,
                job.deletionsApplied(),
                new BlockMeta.Sources(
                        job.sourceBlocks().stream().sorted().toList(),
                        all.stream().sorted().toList(),
                        job.positions()),
                contents,
                services);
    }
}
