// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import java.time.Duration;

/// How the querier shares the machine among queries.
///
/// @param maxConcurrent queries worked on at the same time
/// @param maxWaiting queries that may wait for others to end
/// @param queryTimeout longest that a query may take, waiting included
/// @param threads threads that queries share
/// @param resultsCacheBytes memory for what single blocks and segments answered
/// @param hedgeAfter after what time another querier is asked as well; zero for never
/// @param tenantsAtOnce tenants of one query that are worked on at the same time, and parts asked
///   for copies
public record QuerierConfig(
        int maxConcurrent,
        int maxWaiting,
        Duration queryTimeout,
        int threads,
        long resultsCacheBytes,
        Duration hedgeAfter,
        int tenantsAtOnce) {

    /// Reads the flags of [QuerierFlags].
    ///
    /// @throws ConfigException if one is out of range
    public static QuerierConfig from(Settings settings) throws ConfigException {
        int threads = settings.get(QuerierFlags.THREADS);
        int maxConcurrent = settings.get(QuerierFlags.MAX_CONCURRENT);
        int maxWaiting = settings.get(QuerierFlags.MAX_WAITING);
        Duration timeout = settings.get(QuerierFlags.QUERY_TIMEOUT);
        if (maxConcurrent < 1) {
            throw new ConfigException(
                    "%s is %d (expected at least 1)"
                            .formatted(QuerierFlags.MAX_CONCURRENT, maxConcurrent));
        }
        if (maxWaiting < 0 || threads < 0) {
            throw new ConfigException(
                    "%s is %d and %s is %d (expected at least 0)"
                            .formatted(
                                    QuerierFlags.MAX_WAITING,
                                    maxWaiting,
                                    QuerierFlags.THREADS,
                                    threads));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new ConfigException(
                    "%s is %s (expected more than 0)"
                            .formatted(QuerierFlags.QUERY_TIMEOUT, timeout));
        }
        long cacheBytes = settings.get(QuerierFlags.RESULTS_CACHE_BYTES);
        if (cacheBytes < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)"
                            .formatted(QuerierFlags.RESULTS_CACHE_BYTES, cacheBytes));
        }
        Duration hedgeAfter = settings.get(QuerierFlags.HEDGE_AT);
        if (hedgeAfter.isNegative()) {
            throw new ConfigException(
                    "%s is %s (expected 0 or more)".formatted(QuerierFlags.HEDGE_AT, hedgeAfter));
        }
        int tenantsAtOnce = settings.get(QuerierFlags.FEDERATION_MAX_CONCURRENT);
        if (tenantsAtOnce < 1) {
            throw new ConfigException(
                    "%s is %d (expected at least 1)"
                            .formatted(QuerierFlags.FEDERATION_MAX_CONCURRENT, tenantsAtOnce));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return new QuerierConfig(
                maxConcurrent,
                maxWaiting,
                timeout,
                threads == 0 ? cores : threads,
                cacheBytes == 0 ? Runtime.getRuntime().maxMemory() / 16 : cacheBytes,
                hedgeAfter,
                tenantsAtOnce);
    }
}
