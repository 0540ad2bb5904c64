// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockFile;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a store holds.
///
/// @param tenants tenants, in order of id
/// @param partitions partitions, in order of name
/// @param problems what could not be read
public record StoreInspection(
        List<Tenant> tenants, List<Partition> partitions, List<Problem> problems) {

    /// Keeps copies.
    public StoreInspection {
        tenants = List.copyOf(tenants);
        partitions = List.copyOf(partitions);
        problems = List.copyOf(problems);
    }

    /// One tenant.
    ///
    /// @param version number of the index's newest version; 0 if there is none
    /// @param index the index; empty if there is none, or it cannot be read
    /// @param services services of live blocks, by name
    public record Tenant(
            TenantId tenant,
            long version,
            TenantIndex index,
            SortedMap<String, ServiceSize> services) {

        /// Keeps a copy.
        public Tenant {
            services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        }

        /// Bytes of all live blocks.
        public long bytes() {
            return index.live().values().stream().mapToLong(IndexedBlock::bytes).sum();
        }

        /// Samples of all live blocks.
        public long samples() {
            return index.live().values().stream().mapToLong(IndexedBlock::samples).sum();
        }
    }

    /// One service in all live blocks of its tenant.
    ///
    /// @param blocks blocks that have it
    /// @param profiles its profiles
    /// @param samples its samples
    /// @param bytes its share of each file, by rows; an estimate
    public record ServiceSize(
            long blocks, long profiles, long samples, SortedMap<BlockFile, Long> bytes) {

        /// Keeps a copy.
        public ServiceSize {
            bytes = Collections.unmodifiableSortedMap(new TreeMap<>(bytes));
        }

        /// Its share of all files.
        public long totalBytes() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }

        ServiceSize plus(ServiceSize other) {
            TreeMap<BlockFile, Long> sum = new TreeMap<>(bytes);
            other.bytes.forEach((file, more) -> sum.merge(file, more, Long::sum));
            return new ServiceSize(
                    blocks + other.blocks, profiles + other.profiles, samples + other.samples, sum);
        }
    }

    /// One partition.
    ///
    /// @param floor nothing below it is read
    /// @param end end of the last segment
    /// @param segments segments from the floor on
    /// @param bytes bytes of these segments
    /// @param below segments below the floor, to be deleted
    public record Partition(
            String partition, long floor, long end, long segments, long bytes, long below) {}
}
