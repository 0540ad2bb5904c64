// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.QueryPool;
import dev.hearth.query.ResultCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/// All metrics of the querier.
final class QuerierMetrics {

    private final MeterRegistry meters;
    private final Counter replans;
    private final Counter partials;
    private final Counter moves;
    private final Counter hedges;
    private final Counter resolutions;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    QuerierMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.replans =
                Counter.builder("hearth.querier.replans")
                        .description("Plans thrown away because a source had gone meanwhile.")
                        .register(meters);
        this.partials =
                Counter.builder("hearth.querier.partial.answers")
                        .description("Queries answered without something that could not be read.")
                        .register(meters);
        this.moves =
                Counter.builder("hearth.querier.fanout.moves")
                        .description(
                                "Pieces of queries that went to somebody else, since who was asked failed.")
                        .register(meters);
        this.hedges =
                Counter.builder("hearth.querier.fanout.hedges")
                        .description(
                                "Pieces of queries for which somebody else was asked as well, since they took long.")
                        .register(meters);
        this.resolutions =
                Counter.builder("hearth.querier.repeats.resolved")
                        .description(
                                "Queries for which was looked which profiles several partitions have.")
                        .register(meters);
        Gauge.builder("hearth.querier.queries.running", running, AtomicInteger::get)
                .description("Queries at work.")
                .register(meters);
        Gauge.builder("hearth.querier.queries.waiting", waiting, AtomicInteger::get)
                .description("Queries that wait for others to end.")
                .register(meters);
    }

    void watch(QueryPool pool) {
        Gauge.builder("hearth.querier.pool.active", pool, QueryPool::active)
                .description("Threads of the query pool at work.")
                .register(meters);
        Gauge.builder("hearth.querier.pool.queued", pool, QueryPool::queued)
                .description("Pieces of queries that wait for a thread of the query pool.")
                .register(meters);
    }

    void watch(ResultCache cache) {
        String prefix = "hearth.querier.results.cache.";
        counter(cache, prefix + "hits", "Answers of blocks that were kept.", c -> c.stats().hits());
        counter(
                cache,
                prefix + "misses",
                "Answers of blocks that had to be worked out.",
                c -> c.stats().misses());
        counter(
                cache,
                prefix + "evictions",
                "Answers of blocks that made room for others.",
                c -> c.stats().evictions());
        gauge(cache, prefix + "size", "Bytes held, estimated.", c -> c.stats().weightBytes());
        gauge(cache, prefix + "limit", "Bytes that may be held.", c -> c.stats().maxBytes());
    }

    private void counter(
            ResultCache cache, String name, String help, ToDoubleFunction<ResultCache> value) {
        FunctionCounter.builder(name, cache, value).description(help).register(meters);
    }

    private void gauge(
            ResultCache cache, String name, String help, ToDoubleFunction<ResultCache> value) {
        Gauge.builder(name, cache, value)
                .description(help)
                .baseUnit("bytes")
                .strongReference(true)
                .register(meters);
    }

    void replanned() {
        replans.increment();
    }

    void partiallyAnswered() {
        partials.increment();
    }

    void moved() {
        moves.increment();
    }

    void hedged() {
        hedges.increment();
    }

    void repeatsResolved() {
        resolutions.increment();
    }

    AtomicInteger running() {
        return running;
    }

    AtomicInteger waiting() {
        return waiting;
    }

    /// @param kind what was asked: `series`, `tree`, `labels` …
    /// @param outcome `ok`, or the code of the refusal
    void answered(String kind, String outcome, Duration took) {
        Timer.builder("hearth.querier.queries")
                .description("Queries answered, by kind and outcome.")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(meters)
                .record(took);
    }
}
