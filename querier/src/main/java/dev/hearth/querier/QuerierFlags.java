// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Flag;
import java.time.Duration;
import java.util.List;

/// What an operator can set of the querier.
public final class QuerierFlags {

    /// Queries at a time.
    public static final Flag<Integer> MAX_CONCURRENT =
            Flag.integer(
                            "querier.max-concurrent",
                            16,
                            "Queries that are worked on at the same time; more wait.")
                    .yaml("querier.max_concurrent");

    /// Queries that wait.
    public static final Flag<Integer> MAX_WAITING =
            Flag.integer(
                            "querier.max-waiting",
                            256,
                            "Queries that may wait for others to end; more are refused with 429.")
                    .yaml("querier.max_waiting")
                    .advanced();

    /// Time for a query.
    public static final Flag<Duration> QUERY_TIMEOUT =
            Flag.duration(
                            "querier.query-timeout",
                            Duration.ofMinutes(2),
                            "Longest that a query may take, waiting included; after it the answer is 504.")
                    .yaml("querier.query_timeout");

    /// Threads.
    public static final Flag<Integer> THREADS =
            Flag.integer(
                            "querier.threads",
                            0,
                            "Threads that queries share. 0 is one for each processor core.")
                    .yaml("querier.threads")
                    .advanced();

    /// Memory for answers.
    public static final Flag<Long> RESULTS_CACHE_BYTES =
            Flag.bytes(
                            "querier.results-cache-bytes",
                            0,
                            "Memory for what single blocks and segments answered to queries, so that the same question, or one about a later time, reads only what is new. 0 is 1/16 of the memory that the JVM may use.")
                    .yaml("querier.results_cache_bytes")
                    .advanced();

    /// When to ask another querier as well.
    public static final Flag<Duration> HEDGE_AT =
            Flag.duration(
                            "querier.hedge-requests-at",
                            Duration.ofSeconds(2),
                            "Time after which another querier is asked as well for stored profiles, and another owner of a partition in Kafka for those pushed last, if the first has not answered; whichever answers first counts. 0 asks no other querier, and another owner after 5s.")
                    .yaml("querier.hedge_requests_at")
                    .advanced();

    /// Tenants at a time.
    public static final Flag<Integer> FEDERATION_MAX_CONCURRENT =
            Flag.integer(
                            "tenant-federation.max-concurrent",
                            16,
                            "Tenants of a query over several that are worked on at the same time, and parts of a tenant that are asked for copies at the same time.")
                    .advanced();

    private QuerierFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                MAX_CONCURRENT,
                MAX_WAITING,
                QUERY_TIMEOUT,
                THREADS,
                RESULTS_CACHE_BYTES,
                HEDGE_AT,
                FEDERATION_MAX_CONCURRENT);
    }
}
