// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.Tenants;
import dev.hearth.proto.hearth.v1.CostPoint;
import dev.hearth.proto.hearth.v1.CostTotal;
import dev.hearth.proto.hearth.v1.FunctionOrder;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionCost;
import dev.hearth.query.FunctionPattern;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.FunctionQuery.Order;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.server.StatusException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Answers the questions about functions, message by message.
final class FunctionAnswers {

    /// Functions if the request does not say how many.
    static final int USUAL_LIMIT = 100;

    /// Most functions that a request may ask for.
    static final int MAX_LIMIT = 10_000;

    /// Most points that all functions of an answer may have together.
    static final int MAX_POINTS = 1_000_000;

    /// Points that are enough if the request does not say how long one is.
    private static final long USUAL_POINTS = 200;

    /// Lengths of a point, those of which are stored: costs are by the hour, sums also by five
    /// minutes and by days.
    private static final List<Duration> USUAL_STEPS =
            List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(1));

    private static final long NANOS = 1_000_000;

    /// Longest step, milliseconds: longer than any range of time that holds profiles.
    private static final long LONGEST_STEP = 1L << 40;

    private final Querier querier;
    private final Limits limits;
    private final InstantSource clock;

    FunctionAnswers(Querier querier, Limits limits, InstantSource clock) {
        this.querier = querier;
        this.limits = limits;
        this.clock = clock;
    }

    SearchFunctionsResponse search(Tenants tenants, SearchFunctionsRequest request)
            throws StatusException {
        TimeRange range =
                TimeRange.of(
                        request.getStart(),
                        request.getEnd(),
                        limits.queries(tenants),
                        clock.instant());
        SeriesMatcher series = series(request);
        FunctionPattern pattern = pattern(request.getFunction());
        int limit = limit(request.getLimit());
        Order order =
                request.getOrder() == FunctionOrder.FUNCTION_ORDER_SELF ? Order.SELF : Order.TOTAL;
        long step = stepMillis(request.getStep(), range);
        checkPoints(range, step, limit);
        SearchFunctionsResponse.Builder response =
                SearchFunctionsResponse.newBuilder().setStep(step / 1000.0);
        if (range.isEmpty()) {
            return response.build();
        }
        FunctionQuery query =
                new FunctionQuery(
                        series,
                        pattern,
                        range.startNanos(),
                        range.endNanos(),
                        step * NANOS,
                        limit,
                        order);
        write(querier.functions(tenants, query), response);
        return response.build();
    }

    private static SeriesMatcher series(SearchFunctionsRequest request) throws StatusException {
        String selector = request.getLabelSelector().isEmpty() ? "{}" : request.getLabelSelector();
        return request.getProfileTypeID().isEmpty()
                ? RequestReader.seriesWithStacks(selector)
                : RequestReader.series(
                        RequestReader.profileType(request.getProfileTypeID()), selector);
    }

    private static FunctionPattern pattern(String text) throws StatusException {
        try {
            return FunctionPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw RequestReader.invalid("invalid function: " + e.getMessage());
        }
    }

    private static int limit(long asked) throws StatusException {
        if (asked < 0 || asked > MAX_LIMIT) {
            throw RequestReader.invalid(
                    "limit is %d (expected 0 to %d)".formatted(asked, MAX_LIMIT));
        }
        return asked == 0 ? USUAL_LIMIT : (int) asked;
    }

    private static long stepMillis(double seconds, TimeRange range) throws StatusException {
        if (seconds == 0) {
            return usualStepMillis(range.endMillis() - range.startMillis());
        }
        if (!(seconds >= 0.001)) {
            throw RequestReader.invalid("step must be >= 1ms, or 0");
        }
        return Math.min((long) (seconds * 1000), LONGEST_STEP);
    }

    private static long usualStepMillis(long rangeMillis) {
        for (Duration step : USUAL_STEPS) {
            if (rangeMillis / step.toMillis() <= USUAL_POINTS) {
                return step.toMillis();
            }
        }
        long day = Duration.ofDays(1).toMillis();
        return Math.min(Math.ceilDiv(rangeMillis / day, USUAL_POINTS) * day, LONGEST_STEP);
    }

    private static void checkPoints(TimeRange range, long step, int limit) throws StatusException {
        long points = (range.endMillis() - range.startMillis()) / step + 2;
        if (points > MAX_POINTS / limit) {
            throw RequestReader.invalid(
                    "%d functions have %d points each, together more than %d (expected a larger step, or fewer functions)"
                            .formatted(limit, points, MAX_POINTS));
        }
    }

    private static void write(FunctionAnswer answer, SearchFunctionsResponse.Builder response) {
        response.setFound(answer.found());
        for (FunctionCost cost : answer.functions()) {
            response.addFunctions(message(cost));
        }
        answer.totals()
                .forEach((group, total) ->
                        response.addTotals(
                                CostTotal.newBuilder()
                                        .setServiceName(group.service())
                                        .setProfileTypeID(group.profileType())
                                        .setTotal(total)));
    }

    private static dev.hearth.proto.hearth.v1.FunctionCost message(FunctionCost cost) {
        dev.hearth.proto.hearth.v1.FunctionCost.Builder message =
                dev.hearth.proto.hearth.v1.FunctionCost.newBuilder()
                        .setName(cost.function())
                        .setServiceName(cost.group().service())
                        .setProfileTypeID(cost.group().profileType())
                        .setSelf(cost.self())
                        .setTotal(cost.total());
        for (int i = 0; i < cost.points(); i++) {
            message.addPoints(
                    CostPoint.newBuilder()
                            .setTimestamp(cost.timeNanos(i) / NANOS)
                            .setSelf(cost.self(i))
                            .setTotal(cost.total(i)));
        }
        return message.build();
    }
}
