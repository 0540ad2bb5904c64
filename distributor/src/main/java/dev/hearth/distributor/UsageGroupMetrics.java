// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The metrics of usage groups. Safe for many threads; bounded as [DistributorMetrics] says.
final class UsageGroupMetrics {

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
        Counter counter = counters.get(key);
        if (counter == null) {
            Key shown = key;
            if (counters.size() >= DistributorMetrics.MAX_GROUPS) {
                String what = tag.equals("reason") ? key.what : DistributorMetrics.OTHER;
                shown =
                        new Key(
                                key.metric,
                                DistributorMetrics.OTHER,
                                DistributorMetrics.OTHER,
                                what);
            }
            counter = counters.computeIfAbsent(shown, k -> counter(k, tag, help));
        }
        counter.increment((double) bytes);
    }

    private Counter counter(Key key, String tag, String help) {
        return Counter.builder(key.metric)
                .description(help)
                .tags("tenant", key.tenant, "usage_group", key.group, tag, key.what)
                .register(registry);
    }
}
