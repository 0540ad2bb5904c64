// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.TenantId;
import java.util.List;

/// What goes into one segment: everything at the positions of a range of one partition.
///
/// @param partition the partition
/// @param start first position
/// @param end end of the range, exclusive; larger than `start`
/// @param tenants tenants with data in the range, in order of id; may be empty if all was dropped
/// @param retryIds ids that a retry may bring again, with when they were appended
public record SegmentContent(
        String partition, long start, long end, List<Tenant> tenants, List<RetryId> retryIds) {

    /// Keeps copies of the lists.
    public SegmentContent {
        tenants = List.copyOf(tenants);
        retryIds = List.copyOf(retryIds);
    }

    /// An id and when it was appended to the log.
    ///
    /// @param appendMillis milliseconds since the epoch
    public record RetryId(ProfileId id, long appendMillis) {}

    /// One tenant's part.
    ///
    /// @param symbols symbols of all its stacks
    /// @param datasets its services, in order of name
    public record Tenant(TenantId tenant, Symbols symbols, List<Service> datasets) {
        /// Keeps a copy of the list.
        public Tenant {
            datasets = List.copyOf(datasets);
        }
    }

    /// One service of a tenant. Called from one thread.
    public interface Service {

        /// Value of `service_name`.
        String service();

        /// Stacks of its samples.
        StackTable stacks();

        /// Series of the service, in no particular order, from 0.
        int seriesCount();

        /// Labels of a series.
        Labels labels(int series);

        /// Profiles of a series, in order of time; at least one. Made on the fly: only one at a
        /// time needs to be in memory. Their labels need not be read.
        Iterable<Profile> profiles(int series);
    }
}
