// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.TenantId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a block holds and where, without its data: `meta.json`. It describes the block; whether the
/// block counts, the tenant's index says.
///
/// @param id the block
/// @param tenant whose profiles it holds
/// @param life the life of the tenant for which it was made: it counts in no other
/// @param level 1 if it was made of segments, else one more than the highest of the blocks it was
///   made of
/// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
/// @param maxTimeNanos time of the latest profile
/// @param marked how many profiles are marked
/// @param deletionsApplied number of the last deletion that its data went through
/// @param sources what it was made of
/// @param files its files; those of roll-ups and observations that would add nothing are missing
/// @param services its services, in order of name
public record BlockMeta(
        BlockId id,
        TenantId tenant,
        String life,
        int level,
        long minTimeNanos,
        long maxTimeNanos,
        long marked,
        long deletionsApplied,
        Sources sources,
        SortedMap<BlockFile, Content> files,
        List<Service> services) {

    /// Keeps copies of the map and the list.
    public BlockMeta {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        services = List.copyOf(services);
    }

    /// Whether there is such a file.
    public boolean has(BlockFile file) {
        return files.containsKey(file);
    }

    /// Length and checksum of a file.
    ///
    /// @throws IllegalStateException if there is none
    public Content file(BlockFile file) {
        Content content = files.get(file);
        if (content == null) {
            throw new IllegalStateException("block %s lacks %s".formatted(id, file.fileName()));
        }
        return content;
    }

    /// Bytes of all files.
    public long bytes() {
        return files.values().stream().mapToLong(Content::length).sum();
    }

    /// A file's bytes, in short.
    ///
    /// @param length how many
    /// @param checksum their XXH3, 64 bits
    /// @param tail CRC-32C in the file's trailer: it stands for the whole file where only parts of
    ///   it are read
    public record Content(long length, long checksum, int tail) {}

    /// What a block was made of.
    ///
    /// @param blocks the blocks, in order of id; empty if it was made of segments
    /// @param job all blocks that were made together, this one among them: only all of them hold
    ///   what the sources held
    /// @param positions for each partition the positions that its data came from, at most: all
    ///   blocks of a job have the same
    public record Sources(
            List<BlockId> blocks, List<BlockId> job, SortedMap<String, Positions> positions) {
        /// Keeps copies.
        public Sources {
            blocks = List.copyOf(blocks);
            job = List.copyOf(job);
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    /// Positions of a partition.
    ///
    /// @param start the first
    /// @param end behind the last
    public record Positions(long start, long end) {}

    /// One service's rows in the files. Row numbers are also the ids in a file.
    ///
    /// @param service value of `service_name`
    /// @param rows its rows in each file that the block has, but for [BlockFile#LABELS] and
    ///   [BlockFile#OBSERVATIONS]
    public record Service(String service, Map<BlockFile, SegmentFooter.Rows> rows) {
        /// Keeps a copy of the map.
        public Service {
            rows = Map.copyOf(rows);
        }

        /// Its rows in a file.
        ///
        /// @throws IllegalStateException if the block has no such file
        public SegmentFooter.Rows rows(BlockFile file) {
            SegmentFooter.Rows found = rows.get(file);
            if (found == null) {
                throw new IllegalStateException(
                        "service \"%s\" has no rows in %s".formatted(service, file.fileName()));
            }
            return found;
        }
    }
}
