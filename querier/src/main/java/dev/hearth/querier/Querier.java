// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.PointSeries;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackSums;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Answers checked questions of a tenant: waits for its turn, plans, computes. Knows no wire.
final class Querier {

    /// Something the engine can answer over sources.
    @FunctionalInterface
    private interface Question<T> {

        T ask(QueryEngine engine, List<ProfileSource> sources, Cancellation cancellation)
                throws IOException;
    }

    private final QueryPlanner planner;
    private final QueryEngine engine;
    private final QueryGate gate;
    private final PartialResponse partial;

    Querier(QueryPlanner planner, QueryEngine engine, QueryGate gate, PartialResponse partial) {
        this.planner = planner;
        this.engine = engine;
        this.gate = gate;
        this.partial = partial;
    }

    /// Names of labels, sorted.
    Set<String> labelNames(TenantId tenant, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", (e, s, c) -> e.labelNames(s, selection, c));
    }

    /// Values of a label, sorted.
    Set<String> labelValues(TenantId tenant, String name, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", (e, s, c) -> e.labelValues(s, selection, name, c));
    }

    /// Label sets, cut down to some names (none for all), sorted.
    Set<Labels> labelSets(
            TenantId tenant, SeriesMatcher series, Collection<String> names, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", (e, s, c) -> e.labelSets(s, selection, names, c));
    }

    /// The tree of functions.
    CallTreeBuilder tree(TenantId tenant, StackQuery query) throws StatusException {
        if (query.range().isEmpty()) {
            return new CallTreeBuilder();
        }
        Selection selection = query.selection();
        return ask(tenant, "tree", (e, s, c) -> e.callTree(s, selection, c));
    }

    /// The sums by stack of every dataset, added to one whole.
    ///
    /// @param newWhole makes an empty whole, which many threads may add to
    <P extends StackSums> P sums(TenantId tenant, StackQuery query, Supplier<P> newWhole)
            throws StatusException {
        if (query.range().isEmpty()) {
            return newWhole.get();
        }
        Selection selection = query.selection();
        return ask(
                tenant,
                "profile",
                (asked, sources, cancellation) -> {
                    P whole = newWhole.get(); // a new one for every plan
                    asked.sum(sources, selection, () -> whole, cancellation);
                    return whole;
                });
    }

    /// Values over time, the largest series first.
    List<PointSeries> series(
            TenantId tenant,
            StackQuery query,
            long stepMillis,
            List<String> groupBy,
            SeriesQuery.Aggregation aggregation)
            throws StatusException {
        TimeRange range = query.range();
        if (range.isEmpty()) {
            return List.of();
        }
        SeriesQuery question =
                new SeriesQuery(
                        query.selection(range.startMillis() - stepMillis),
                        range.startMillis(),
                        range.endMillis(),
                        stepMillis,
                        groupBy,
                        aggregation);
        return ask(tenant, "series", (e, s, c) -> e.series(s, question, c));
    }

    /// Functions by name, and what they cost over time.
    FunctionAnswer functions(TenantId tenant, FunctionQuery query) throws StatusException {
        return ask(tenant, "functions", (e, s, c) -> e.functions(s, query, c));
    }

    private <T> T ask(TenantId tenant, String kind, Question<T> question) throws StatusException {
        MissingSources missing = partial.begin(tenant);
        QueryEngine telling = engine.telling(missing);
        T answer =
                gate.run(
                        kind,
                        cancellation ->
                                planner.query(
                                        tenant,
                                        missing,
                                        cancellation,
                                        sources -> question.ask(telling, sources, cancellation)));
        partial.tell(missing);
        return answer;
    }
}
