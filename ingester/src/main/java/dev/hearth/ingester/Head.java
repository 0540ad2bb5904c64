// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.config.AggregationLimits;
import dev.hearth.config.Limits;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What stands at a range of positions of one log, in memory: for each tenant its symbols, for each
/// of its services stacks, series, profiles and samples.
///
/// One writer at a time calls [#apply] and then [#publish]; readers see what was published last and
/// never wait. Once nobody applies any more the head is frozen: what [#source] and [#content] give
/// is then all of it.
final class Head {

    private final long start;
    private volatile long end;
    private final Map<TenantId, TenantHead> tenants = new ConcurrentHashMap<>();
    private final BatchMapper mapper = new BatchMapper();
    private final SampleEncoder encoder = new SampleEncoder();
    private boolean[] isDropped = new boolean[64];

    /// High half, low half and append time of each id that a retry may bring again.
    private long[] retryIds = new long[48];

    private int retryIdCount;
    private final Set<TenantHead> changed = new LinkedHashSet<>();
    private long firstAppendMillis;
    private int recordCount;
    private int profileCount;
    private long tenantBytes;
    private volatile long sizeBytes;
    private volatile int seriesCount;

    /// @param start position of the first record that it may take
    Head(long start) {
        this.start = start;
        this.end = start;
    }

    /// First position.
    long start() {
        return start;
    }

    /// End of what was published, exclusive.
    long end() {
        return end;
    }

    /// Adds what a record holds, save retries; readers see it after the next [#publish].
    ///
    /// @param record the one at the position after the last that was applied
    /// @param seen ids of what stands before it in the log
    /// @return profiles that were dropped because they are retries
    int apply(BatchRecord record, RetryIds seen) {
        List<Profile> profiles = record.batch().profiles();
        if (profiles.size() > isDropped.length) {
            isDropped = new boolean[profiles.size() * 2];
        }
        if (recordCount++ == 0) {
            firstAppendMillis = record.appendMillis();
        }
        int dropped = 0;
        for (int i = 0; i < profiles.size(); i++) {
            isDropped[i] = isRetry(profiles.get(i), record.appendMillis(), seen);
            dropped += isDropped[i] ? 1 : 0;
        }
        if (dropped == profiles.size()) {
            return dropped;
        }
        TenantHead tenant = tenants.get(record.tenant());
        if (tenant == null) {
            tenant = new TenantHead();
            tenants.put(record.tenant(), tenant);
        }
        tenant.append(record, isDropped, mapper, encoder);
        changed.add(tenant);
        profileCount += profiles.size() - dropped;
        return dropped;
    }

    /// Shows readers what was applied.
    ///
    /// @param newEnd position after the last record that was applied
    void publish(long newEnd) {
        int series = seriesCount;
        for (TenantHead tenant : changed) {
            tenantBytes -= tenant.sizeBytes();
            series -= tenant.seriesCount();
            tenant.publish();
            tenantBytes += tenant.sizeBytes();
            series += tenant.seriesCount();
        }
        changed.clear();
        seriesCount = series;
        sizeBytes = tenantBytes + (long) retryIds.length * Long.BYTES;
        end = newEnd;
    }

    /// Whether no record was applied. One that holds nothing but retries counts too: once it is in
    /// a segment, nobody decides about them again.
    boolean isEmpty() {
        return recordCount == 0;
    }

    /// When its first record was appended, milliseconds since the epoch; meaningless if the head
    /// [#isEmpty]. For the writer.
    long firstAppendMillis() {
        return firstAppendMillis;
    }

    /// Profiles in it. For the writer, and for all once it is frozen.
    int profileCount() {
        return profileCount;
    }

    /// Memory that it takes, roughly.
    long sizeBytes() {
        return sizeBytes;
    }

    /// Series of all tenants.
    int seriesCount() {
        return seriesCount;
    }

    /// A tenant's profiles at positions from `fromPosition` on, null if there is none.
    @Nullable HeadSource source(TenantId tenant, long fromPosition) {
        TenantHead head = tenants.get(tenant);
        TenantView view = head == null ? null : head.view();
        return view == null ? null : HeadSource.of(view, fromPosition);
    }

    /// All of it, for a segment. The head must be frozen.
    ///
    /// @param limits say now which profiles of a tenant become one; the ids of all are kept
    SegmentContent content(String partition, Limits limits) {
        List<TenantId> order = new ArrayList<>(tenants.keySet());
        order.sort(null);
        List<SegmentContent.Tenant> parts = new ArrayList<>();
        for (TenantId id : order) {
            TenantHead tenant = tenants.get(id);
            TenantView view = tenant == null ? null : tenant.view();
            if (view != null) {
                AggregationLimits aggregation = limits.of(id).aggregation();
                List<SegmentContent.Service> services = HeadService.all(view, aggregation);
                parts.add(new SegmentContent.Tenant(id, view.symbols(), services));
            }
        }
        List<SegmentContent.RetryId> ids = new ArrayList<>(retryIdCount);
        for (int i = 0; i < retryIdCount; i++) {
            ids.add(
                    new SegmentContent.RetryId(
                            new ProfileId(retryIds[3 * i], retryIds[3 * i + 1]),
                            retryIds[3 * i + 2]));
        }
        return new SegmentContent(partition, start, end, parts, ids);
    }

    private boolean isRetry(Profile profile, long appendMillis, RetryIds seen) {
        if (!profile.isRetryable()) {
            return false;
        }
        ProfileId id = profile.id();
        if (seen.isRetry(id.high(), id.low(), appendMillis)) {
            return true;
        }
        if (3 * retryIdCount == retryIds.length) {
            retryIds = Arrays.copyOf(retryIds, retryIds.length * 2);
        }
        retryIds[3 * retryIdCount] = id.high();
        retryIds[3 * retryIdCount + 1] = id.low();
        retryIds[3 * retryIdCount + 2] = appendMillis;
        retryIdCount++;
        return false;
    }
}
