// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.Tenants;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.PointSeries;
import dev.hearth.query.Question;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import dev.hearth.query.StackTotals;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Answers checked questions about tenants: waits for its turn, plans, computes. Knows no wire.
final class Querier {

    private final QueryPlanner planner;
    private final FanOut fanOut;
    private final RepeatResolver repeats;
    private final QueryGate gate;
    private final PartialResponse partial;

    Querier(
            QueryPlanner planner,
            FanOut fanOut,
            RepeatResolver repeats,
            QueryGate gate,
            PartialResponse partial) {
        this.planner = planner;
        this.fanOut = fanOut;
        this.repeats = repeats;
        this.gate = gate;
        this.partial = partial;
    }

    /// Names of labels, sorted.
    Set<String> labelNames(Tenants tenants, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenants, "labels", new Question.LabelNames(selection));
    }

    /// Values of a label, sorted.
    Set<String> labelValues(Tenants tenants, String name, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenants, "labels", new Question.LabelValues(selection, name));
    }

    /// Label sets, cut down to some names (none for all), sorted.
    Set<Labels> labelSets(
            Tenants tenants, SeriesMatcher series, Collection<String> names, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenants, "labels", new Question.LabelSets(selection, Set.copyOf(names)));
    }

    /// The tree of functions.
    CallTreeBuilder tree(Tenants tenants, StackQuery query) throws StatusException {
        if (query.range().isEmpty()) {
            return new CallTreeBuilder();
        }
        Selection selection = query.selection();
        return ask(tenants, "tree", new Question.Tree(selection));
    }

    /// Sums by stack.
    StackTotals stacks(Tenants tenants, StackQuery query) throws StatusException {
        if (query.range().isEmpty()) {
            return new StackTotals();
        }
        return ask(tenants, "profile", new Question.Stacks(query.selection()));
    }

    /// Values over time, the largest series first.
    List<PointSeries> series(
            Tenants tenants,
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
        return ask(tenants, "series", new Question.Series(question)).series(question);
    }

    /// Functions by name, and what they cost over time.
    FunctionAnswer functions(Tenants tenants, FunctionQuery query) throws StatusException {
        return plan(
                tenants,
                "functions",
                query.selection(),
                (plans, missing, cancellation) ->
                        fanOut.functions(tenants, plans, query, missing, cancellation));
    }

    private <A> A ask(Tenants tenants, String kind, Question<A> question) throws StatusException {
        return plan(
                tenants,
                kind,
                question.selection(),
                (plans, missing, cancellation) ->
                        fanOut.answer(tenants, plans, question, missing, cancellation));
    }

    /// Works on what a plan found.
    @FunctionalInterface
    private interface Work<T> {

        T on(List<TenantParts> plans, MissingSources missing, Cancellation cancellation)
                throws IOException;
    }

    private <T> T plan(Tenants tenants, String kind, Selection selection, Work<T> work)
            throws StatusException {
        MissingSources missing = partial.begin(tenants, selection);
        T answer =
                gate.run(
                        tenants,
                        kind,
                        cancellation ->
                                planner.query(
                                        tenants,
                                        missing,
                                        cancellation,
                                        plans ->
                                                repeats.answer(
                                                        new RepeatResolver.Asked(
                                                                selection, missing, cancellation),
                                                        plans,
                                                        some ->
                                                                work.on(
                                                                        some,
                                                                        missing,
                                                                        cancellation))));
        partial.tell(missing);
        return answer;
    }
}
