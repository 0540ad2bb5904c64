// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics of usage groups. Safe for many threads; bounded as [DistributorMetrics] says.
final class UsageGroupMetrics {

    /// Longest name of a group that has counters of its own: labels that a client sends may be in
    /// it.
    static final int MAX_GROUP_NAME = 256;

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    UsageGroupMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// @param what the reason of what was discarded, or the name of what was received
    private record Key(String metric, String tenant, String group, String what) {}

    /// Bytes of a group were taken.
    void received(String tenant, String group, String name, long bytes) {
        Key key = new Key("pyroscope_usage_group_received_decompressed_total", tenant, group, name);
        count(key, "type", "Bytes after gunzip that were taken, by usage group", bytes);
    }

    /// Bytes of a group were not stored.
    void discarded(String tenant, String group, DiscardReason reason, long bytes) {
        Key key =
                new Key(
                        "pyroscope_usage_group_discarded_bytes_total",
                        tenant,
                        group,
                        reason.wireName());
        count(key, "reason", "Bytes that were not stored, by usage group and reason", bytes);
    }

    private void count(Key key, String tag, String help, long bytes) {
        boolean isLong =
                key.group.length() > MAX_GROUP_NAME
                        || key.what.length() > DistributorMetrics.MAX_NAME;
        Counter counter = isLong ? null : counters.get(key);
        if (counter == null) {
            boolean hasOwn = !isLong && counters.size() < DistributorMetrics.MAX_GROUPS;
            Key shown = hasOwn ? key : shared(key, tag);
            counter = counters.computeIfAbsent(shown, k -> counter(k, tag, help));
        }
        counter.increment((double) bytes);
    }

    /// What stands for names that have no counter of their own.
    private static Key shared(Key key, String tag) {
        String what = tag.equals("reason") ? key.what : DistributorMetrics.OTHER;
        return new Key(key.metric, DistributorMetrics.OTHER, DistributorMetrics.OTHER, what);
    }

    private Counter counter(Key key, String tag, String help) {
        return Counter.builder(key.metric)
                .description(help)
                .tags("tenant", key.tenant, "usage_group", key.group, tag, key.what)
                .register(registry);
    }
}
