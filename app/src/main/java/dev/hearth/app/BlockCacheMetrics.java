// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.block.BlockCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// Metrics of the cache of decoded segments, which ingester and querier share.
final class BlockCacheMetrics {

    private static final String PREFIX = "hearth.block.cache.";

    private BlockCacheMetrics() {}

    static void register(BlockCache cache, MeterRegistry meters) {
        counter(cache, meters, "hits", "Parts that were in the cache.", c -> c.stats().hits());
        counter(cache, meters, "misses", "Parts that were read.", c -> c.stats().misses());
        counter(
                cache,
                meters,
                "evictions",
                "Parts that made room for others.",
                c -> c.stats().evictions());
        gauge(cache, meters, "size", "Bytes held, estimated.", c -> c.stats().weightBytes());
        gauge(cache, meters, "limit", "Bytes that may be held.", c -> c.stats().maxBytes());
    }

    private static void counter(
            BlockCache cache,
            MeterRegistry meters,
            String name,
            String help,
            ToDoubleFunction<BlockCache> value) {
        FunctionCounter.builder(PREFIX + name, cache, value).description(help).register(meters);
    }

    private static void gauge(
            BlockCache cache,
            MeterRegistry meters,
            String name,
            String help,
            ToDoubleFunction<BlockCache> value) {
        Gauge.builder(PREFIX + name, cache, value)
                .description(help)
                .baseUnit("bytes")
                .strongReference(true)
                .register(meters);
    }
}
