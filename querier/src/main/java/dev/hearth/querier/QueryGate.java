// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Flag;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.text.DurationText;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.QueryAbortedException.Reason;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a bounded number of queries work at a time, fair to all tenants, each with a deadline, and
/// turns what can go wrong into what the client is told.
final class QueryGate {

    /// One query.
    @FunctionalInterface
    interface Query<T> {

        T run(Cancellation cancellation) throws IOException, StatusException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueryGate.class);

    private final QuerierConfig config;
    private final FairPermits permits;
    private final Limits limits;
    private final QuerierMetrics metrics;

    /// @param limits how many queries each tenant may have at work, and how long they may take
    QueryGate(QuerierConfig config, Limits limits, QuerierMetrics metrics) {
        this.config = config;
        this.limits = limits;
        this.permits = new FairPermits(config.maxConcurrent(), config.maxWaiting());
        this.metrics = metrics;
    }

    /// Runs a query when its turn comes. It is cancelled when the caller's request is.
    ///
    /// @param kind what is asked, for the metrics
    /// @throws StatusException if it is refused, fails, is cancelled or takes too long
    <T> T run(Tenants tenants, String kind, Query<T> query) throws StatusException {
        long start = System.nanoTime();
        TimeLimit timeLimit = timeLimit(tenants);
        String outcome = Code.INTERNAL.wireName();
        try {
            T answer = admitted(tenants, timeLimit, query);
            outcome = "ok";
            return answer;
        } catch (StatusException e) {
            outcome = e.code().wireName();
            throw e;
        } catch (QueryAbortedException e) {
            StatusException status = aborted(e.reason(), timeLimit);
            outcome = status.code().wireName();
            throw status;
        } catch (QueryTooLargeException e) {
            outcome = Code.INVALID_ARGUMENT.wireName();
            throw new StatusException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warn("query of kind {} failed", kind, e);
            outcome = Code.UNAVAILABLE.wireName();
            throw new StatusException(Code.UNAVAILABLE, "storage failed: " + e.getMessage());
        } finally {
            metrics.answered(kind, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /// How long a query may take.
    ///
    /// @param flag what sets it
    private record TimeLimit(Duration longest, Flag<Duration> flag) {}

    private TimeLimit timeLimit(Tenants tenants) {
        Duration own = limits.queries(tenants).maxTime();
        return own.isPositive() && own.compareTo(config.queryTimeout()) < 0
                ? new TimeLimit(own, LimitFlags.MAX_QUERY_TIME)
                : new TimeLimit(config.queryTimeout(), QuerierFlags.QUERY_TIMEOUT);
    }

    private <T> T admitted(Tenants tenants, TimeLimit timeLimit, Query<T> query)
            throws IOException, StatusException {
        Cancellation cancellation = Cancellation.after(timeLimit.longest());
        Context context = Context.current();
        Context.CancellationListener listener = _ -> cancellation.cancel();
        context.addListener(listener, Runnable::run);
        try {
            enter(tenants, timeLimit);
            metrics.running().incrementAndGet();
            try {
                cancellation.check();
                return query.run(cancellation);
            } finally {
                metrics.running().decrementAndGet();
                permits.release(tenants);
            }
        } finally {
            context.removeListener(listener);
        }
    }

    private void enter(Tenants tenants, TimeLimit timeLimit) throws IOException, StatusException {
        metrics.waiting().incrementAndGet();
        ToIntFunction<TenantId> most = tenant -> limits.of(tenant).queries().maxParallel();
        try {
            switch (permits.acquire(tenants, most, timeLimit.longest().toNanos())) {
                case ADMITTED -> {}
                case REFUSED -> throw new QueryAbortedException(Reason.OVERLOADED);
                case LATE -> throw late(timeLimit);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new QueryAbortedException(Reason.CANCELLED);
        } finally {
            metrics.waiting().decrementAndGet();
        }
    }

    private static StatusException late(TimeLimit timeLimit) {
        return new StatusException(
                Code.DEADLINE_EXCEEDED,
                "the query waited %s for others to end (%s sets how long; %s and %s how many of a tenant and of all work at a time)"
                        .formatted(
                                DurationText.format(timeLimit.longest()),
                                timeLimit.flag(),
                                LimitFlags.MAX_QUERY_PARALLELISM,
                                QuerierFlags.MAX_CONCURRENT));
    }

    private static StatusException aborted(Reason reason, TimeLimit timeLimit) {
        return switch (reason) {
            case CANCELLED ->
                    new StatusException(Code.CANCELED, "the request was cancelled by the client");
            case DEADLINE ->
                    new StatusException(
                            Code.DEADLINE_EXCEEDED,
                            "request timed out after %s, decrease the duration of the request or add more label matchers (%s sets the limit)"
                                    .formatted(
                                            DurationText.format(timeLimit.longest()),
                                            timeLimit.flag()));
            case OVERLOADED ->
                    new StatusException(
                            Code.RESOURCE_EXHAUSTED,
                            "too many queries run and wait already (%s and %s set the limits)"
                                    .formatted(
                                            QuerierFlags.MAX_CONCURRENT, QuerierFlags.MAX_WAITING));
        };
    }
}
