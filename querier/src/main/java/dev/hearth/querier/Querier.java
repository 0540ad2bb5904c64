// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
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

/// Answers checked questions of a tenant: waits for its turn, plans, computes. Knows no wire.
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
    Set<String> labelNames(TenantId tenant, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", new Question.LabelNames(selection));
    }

    /// Values of a label, sorted.
    Set<String> labelValues(TenantId tenant, String name, SeriesMatcher series, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", new Question.LabelValues(selection, name));
    }

    /// Label sets, cut down to some names (none for all), sorted.
    Set<Labels> labelSets(
            TenantId tenant, SeriesMatcher series, Collection<String> names, TimeRange range)
            throws StatusException {
        if (range.isEmpty()) {
            return Set.of();
        }
        Selection selection = Selection.of(series, range.startNanos(), range.endNanos());
        return ask(tenant, "labels", new Question.LabelSets(selection, Set.copyOf(names)));
    }

    /// The tree of functions.
    CallTreeBuilder tree(TenantId tenant, StackQuery query) throws StatusException {
        if (query.range().isEmpty()) {
            return new CallTreeBuilder();
        }
        Selection selection = query.selection();
        return ask(tenant, "tree", new Question.Tree(selection));
    }

    /// Sums by stack.
    StackTotals stacks(TenantId tenant, StackQuery query) throws StatusException {
        if (query.range().isEmpty()) {
            return new StackTotals();
        }
        return ask(tenant, "profile", new Question.Stacks(query.selection()));
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
        return ask(tenant, "series", new Question.Series(question)).series(question);
    }

    /// Functions by name, and what they cost over time.
    FunctionAnswer functions(TenantId tenant, FunctionQuery query) throws StatusException {
        return plan(
                tenant,
                "functions",
                query.selection(),
                (parts, missing, cancellation) ->
                        fanOut.functions(tenant, parts, query, missing, cancellation));
    }

    private <A> A ask(TenantId tenant, String kind, Question<A> question) throws StatusException {
        return plan(
                tenant,
                kind,
                question.selection(),
                (parts, missing, cancellation) ->
                        fanOut.answer(tenant, parts, question, missing, cancellation));
    }

    /// Works on what a plan found.
    @FunctionalInterface
    private interface Work<T> {

        T on(List<PlannedPart> parts, MissingSources missing, Cancellation cancellation)
                throws IOException;
    }

    private <T> T plan(TenantId tenant, String kind, Selection selection, Work<T> work)
            throws StatusException {
        MissingSources missing = partial.begin(tenant);
        T answer =
                gate.run(
                        tenant,
                        kind,
                        cancellation ->
                                planner.query(
                                        tenant,
                                        missing,
                                        cancellation,
                                        parts ->
                                                repeats.answer(
                                                        new RepeatResolver.Asked(
                                                                tenant,
                                                                selection,
                                                                missing,
                                                                cancellation),
                                                        parts,
                                                        some ->
                                                                work.on(
                                                                        some,
                                                                        missing,
                                                                        cancellation))));
        partial.tell(missing);
        return answer;
    }
}
