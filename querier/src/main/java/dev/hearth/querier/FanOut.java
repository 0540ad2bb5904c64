// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.Tenants;
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
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Answers questions about what a plan found: by itself, or with the help of other processes. What
/// this process can read alone, and nobody else is to, it answers as one, without any copy. Safe
/// for many threads.
final class FanOut {

    private static final Duration OWNER_PATIENCE = Duration.ofSeconds(5);

    private final QueryEngine engine;
    private final AddressNames names;
    private final Remotes remotes;
    private final Limits limits;
    private final Duration hedgeAfter;
    private final SomeAtATime someAtATime;
    private final QuerierMetrics metrics;
    private final Carriers carriers;

    /// Carries questions to others and their answers back.
    @FunctionalInterface
    interface Carriers {

        /// Has a task run, now or at the same time as others.
        ///
        /// @param name what the task is called
        void carry(String name, Runnable task);

        /// Waits for what tasks bring back.
        ///
        /// @param outcomes where they put it
        /// @return the first of it, null if it takes longer
        default <T> @Nullable T await(BlockingQueue<T> outcomes, long nanos)
                throws InterruptedException {
            return outcomes.poll(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /// @param names names addresses that came without names
    /// @param limits how much each tenant's queries may look at
    /// @param hedgeAfter after what time somebody else is asked as well for what is stored; zero
    ///   for never
    /// @param someAtATime for how many tenants of a query others are asked at a time
    FanOut(
            QueryEngine engine,
            AddressNames names,
            Remotes remotes,
            Limits limits,
            Duration hedgeAfter,
            SomeAtATime someAtATime,
            QuerierMetrics metrics) {
        this(
                engine,
                names,
                remotes,
                limits,
                hedgeAfter,
                someAtATime,
                metrics,
                (name, task) -> Thread.ofVirtual().name(name).start(task));
    }

    /// @param carriers runs what waits for others
    FanOut(
            QueryEngine engine,
            AddressNames names,
            Remotes remotes,
            Limits limits,
            Duration hedgeAfter,
            SomeAtATime someAtATime,
            QuerierMetrics metrics,
            Carriers carriers) {
        this.engine = engine;
        this.names = names;
        this.remotes = remotes;
        this.limits = limits;
        this.hedgeAfter = hedgeAfter;
        this.someAtATime = someAtATime;
        this.metrics = metrics;
        this.carriers = carriers;
    }

    /// Answers a question about all tenants together.
    ///
    /// @param plans what was found of each
    /// @throws IOException if a part cannot be had, and `missing` does not allow that
    <A> A answer(
            Tenants tenants,
            List<TenantParts> plans,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        checkSize(tenants, plans, question.selection());
        return ask(plans, question, missing, cancellation);
    }

    /// As [#answer], however much there is to look at.
    <A> A ask(
            List<TenantParts> plans,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        if (areHere(plans)) {
            return question.answer(engine.telling(missing), sources(plans), cancellation);
        }
        if (plans.size() == 1) {
            return round(plans.getFirst(), question, missing, cancellation);
        }
        List<A> answers =
                someAtATime.call(
                        plans, cancellation, plan -> round(plan, question, missing, cancellation));
        A all = question.empty();
        for (A answer : answers) {
            all = question.merge(all, answer);
        }
        return all;
    }

    private <A> A round(
            TenantParts plan,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        return new FanOutRound<>(this, plan.tenant(), question, missing, cancellation)
                .answer(plan.parts());
    }

    /// Finds functions and what they cost over time. Processes are asked twice: first for what
    /// functions come to, then for the points of those that are shown.
    FunctionAnswer functions(
            Tenants tenants,
            List<TenantParts> plans,
            FunctionQuery query,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        checkSize(tenants, plans, query.selection());
        if (areHere(plans)) {
            return engine.telling(missing).functions(sources(plans), query, cancellation);
        }
        FunctionTotals all =
                answer(tenants, plans, new Question.Functions(query), missing, cancellation);
        NavigableMap<CostGroup, Set<String>> first = all.first(query);
        Question<FunctionTotals> points = new Question.FunctionPoints(query, first);
        return all.answer(query, first, answer(tenants, plans, points, missing, cancellation));
    }

    /// All parts, to be read here, each with the names of its tenant's debug files.
    private List<ProfileSource> sources(List<TenantParts> plans) {
        List<ProfileSource> all = new ArrayList<>();
        for (TenantParts plan : plans) {
            all.addAll(names.over(PlannedPart.sources(plan.parts()), plan.tenant()));
        }
        return all;
    }

    private void checkSize(Tenants tenants, List<TenantParts> plans, Selection selection)
            throws QueryTooLargeException {
        long limit = limits.queries(tenants).maxBytes();
        if (limit == 0) {
            return;
        }
        long bytes = 0;
        for (TenantParts plan : plans) {
            for (PlannedPart part : plan.parts()) {
                if (part instanceof PlannedPart.Stored stored
                        && selection.overlaps(stored.source())) {
                    bytes += stored.bytes();
                }
            }
        }
        if (bytes > limit) {
            throw new QueryTooLargeException(bytes, limit);
        }
    }

    /// Whether this process is to read everything.
    private boolean areHere(List<TenantParts> plans) {
        return plans.stream().flatMap(plan -> plan.parts().stream()).allMatch(this::isHere);
    }

    private boolean isHere(PlannedPart part) {
        return switch (part) {
            case PlannedPart.Local _ -> true;
            case PlannedPart.Stored stored ->
                    isHere(remotes.placement().readers(stored.part().name()));
            case PlannedPart.Owned _ -> false;
        };
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

    SomeAtATime someAtATime() {
        return someAtATime;
    }

    Remotes remotes() {
        return remotes;
    }

    /// How long an owner may be silent before another is asked as well.
    Duration ownerPatience() {
        return hedgeAfter.isZero() ? OWNER_PATIENCE : hedgeAfter;
    }

    Duration hedgeAfter() {
        return hedgeAfter;
    }

    QuerierMetrics metrics() {
        return metrics;
    }

    Carriers carriers() {
        return carriers;
    }
}
