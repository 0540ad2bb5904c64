// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.CostGroup;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.FunctionTotals;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.Question;
import dev.hearth.query.Selection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/// Answers questions about what a plan found: by itself, or with the help of other processes. What
/// this process can read alone, and nobody else is to, it answers as one, without any copy. Safe
/// for many threads.
final class FanOut {

    private final QueryEngine engine;
    private final AddressNames names;
    private final Remotes remotes;
    private final Limits limits;
    private final Duration hedgeAfter;
    private final QuerierMetrics metrics;

    /// @param names names addresses that came without names
    /// @param limits how much each tenant's queries may look at
    /// @param hedgeAfter after what time somebody else is asked as well for what is stored; zero
    ///   for never
    FanOut(
            QueryEngine engine,
            AddressNames names,
            Remotes remotes,
            Limits limits,
            Duration hedgeAfter,
            QuerierMetrics metrics) {
        this.engine = engine;
        this.names = names;
        this.remotes = remotes;
        this.limits = limits;
        this.hedgeAfter = hedgeAfter;
        this.metrics = metrics;
    }

    /// Answers a question.
    ///
    /// @param parts all parts of the tenant's profiles, as one plan found them
    /// @throws IOException if a part cannot be had, and `missing` does not allow that
    <A> A answer(
            TenantId tenant,
            List<PlannedPart> parts,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        checkSize(tenant, parts, question.selection());
        return ask(tenant, parts, question, missing, cancellation);
    }

    /// As [#answer], however much there is to look at.
    <A> A ask(
            TenantId tenant,
            List<PlannedPart> parts,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        if (areHere(parts)) {
            List<ProfileSource> sources = names.over(PlannedPart.sources(parts), tenant);
            return question.answer(engine.telling(missing), sources, cancellation);
        }
        return new FanOutRound<>(this, tenant, question, missing, cancellation).answer(parts);
    }

    /// Finds functions and what they cost over time. Processes are asked twice: first for what
    /// functions come to, then for the points of those that are shown.
    FunctionAnswer functions(
            TenantId tenant,
            List<PlannedPart> parts,
            FunctionQuery query,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        checkSize(tenant, parts, query.selection());
        if (areHere(parts)) {
            List<ProfileSource> sources = names.over(PlannedPart.sources(parts), tenant);
            return engine.telling(missing).functions(sources, query, cancellation);
        }
        FunctionTotals all =
                answer(tenant, parts, new Question.Functions(query), missing, cancellation);
        NavigableMap<CostGroup, Set<String>> first = all.first(query);
        Question<FunctionTotals> points = new Question.FunctionPoints(query, first);
        return all.answer(query, first, answer(tenant, parts, points, missing, cancellation));
    }

    private void checkSize(TenantId tenant, List<PlannedPart> parts, Selection selection)
            throws QueryTooLargeException {
        long limit = limits.of(tenant).queries().maxBytes();
        if (limit == 0) {
            return;
        }
        long bytes = 0;
        for (PlannedPart part : parts) {
            if (part instanceof PlannedPart.Stored stored && selection.overlaps(stored.source())) {
                bytes += stored.bytes();
            }
        }
        if (bytes > limit) {
            throw new QueryTooLargeException(bytes, limit);
        }
    }

    /// Whether this process is to read everything.
    boolean areHere(List<PlannedPart> parts) {
        for (PlannedPart part : parts) {
            boolean isHere =
                    switch (part) {
                        case PlannedPart.Local _ -> true;
                        case PlannedPart.Stored stored ->
                                isHere(remotes.placement().readers(stored.part().name()));
                        case PlannedPart.Owned _ -> false;
                    };
            if (!isHere) {
                return false;
            }
        }
        return true;
    }

    private boolean isHere(List<String> readers) {
        return readers.isEmpty() || readers.getFirst().equals(remotes.self());
    }

    QueryEngine engine() {
        return engine;
    }

    AddressNames names() {
        return names;
    }

    Remotes remotes() {
        return remotes;
    }

    Duration hedgeAfter() {
        return hedgeAfter;
    }

    QuerierMetrics metrics() {
        return metrics;
    }
}
