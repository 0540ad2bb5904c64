// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a segment holds and where, without its data.
///
/// @param partition the partition
/// @param start first position
/// @param end end of the range, exclusive
/// @param tenants tenants with data, in order of id
/// @param retries the file of the ids that a retry may bring again
/// @param checksum XXH3, 64 bits, of the footer; since the footer holds the checksums of all files,
///   two segments with equal ones are equal
public record SegmentFooter(
        String partition,
        long start,
        long end,
        List<Tenant> tenants,
        FileRange retries,
        long checksum) {

    /// Keeps a copy of the list.
    public SegmentFooter {
        tenants = List.copyOf(tenants);
    }

    /// Returns the part of a tenant, or null if the segment has nothing of it.
    public @Nullable Tenant find(TenantId tenant) {
        int low = 0;
        int high = tenants.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = tenants.get(middle).tenant().compareTo(tenant);
            if (order == 0) {
                return tenants.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /// Bytes that this object holds, roughly.
    public long weightBytes() {
        long weight = 256;
        for (Tenant tenant : tenants) {
            weight += 512 + 128L * tenant.services().size();
        }
        return weight;
    }

    /// One tenant's part.
    ///
    /// @param minTimeNanos time of the earliest profile, nanoseconds since the epoch
    /// @param maxTimeNanos time of the latest profile, nanoseconds since the epoch
    /// @param marked how many profiles are marked
    /// @param files where its files lie, all but perhaps [SegmentFile#OBSERVATIONS]
    /// @param services its services, in order of name
    public record Tenant(
            TenantId tenant,
            long minTimeNanos,
            long maxTimeNanos,
            int marked,
            Map<SegmentFile, FileRange> files,
            List<Service> services) {

        /// Keeps copies of the map and the list.
        public Tenant {
            files = Map.copyOf(files);
            services = List.copyOf(services);
        }

        /// Whether there is such a file.
        public boolean has(SegmentFile file) {
            return files.containsKey(file);
        }

        /// Where a file lies.
        ///
        /// @throws IllegalStateException if there is none
        public FileRange file(SegmentFile file) {
            FileRange range = files.get(file);
            if (range == null) {
                throw new IllegalStateException("footer lacks " + file.fileName());
            }
            return range;
        }
    }

    /// One service's rows in the files of its tenant.
    ///
    /// @param service value of `service_name`
    /// @param series its series
    /// @param profiles its profiles
    /// @param samples its samples
    /// @param stacks its stacks, of which the first is the empty one
    public record Service(String service, Rows series, Rows profiles, Rows samples, Rows stacks) {}

    /// Consecutive rows of a file, whose row numbers are also the ids in it.
    ///
    /// @param first the first
    /// @param count how many
    public record Rows(int first, int count) {

        /// The row behind the last.
        public int end() {
            return first + count;
        }
    }
}
