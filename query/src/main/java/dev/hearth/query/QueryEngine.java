// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileIdSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Answers questions about one tenant's sources. Every profile of every source counts, so the
/// caller sees to it that none is in two of them.
///
/// Safe for many threads. All methods block; they stop early as [Cancellation] says.
public final class QueryEngine {

    private final QueryPool pool;
    private final ResultCache cache;
    private final SourceFailures failures;

    /// One that keeps no answers.
    ///
    /// @param pool where the work is done
    public QueryEngine(QueryPool pool) {
        this(pool, new ResultCache(0));
    }

    /// @param pool where the work is done
    /// @param cache keeps answers of datasets that never change
    public QueryEngine(QueryPool pool, ResultCache cache) {
        this(pool, cache, SourceFailures.FATAL);
    }

    private QueryEngine(QueryPool pool, ResultCache cache, SourceFailures failures) {
        this.pool = pool;
        this.cache = cache;
        this.failures = failures;
    }

    /// The same, but what cannot be read is told and may be left out: of a service of a source
    /// nothing counts then, or a part.
    public QueryEngine telling(SourceFailures whom) {
        return new QueryEngine(pool, cache, whom);
    }

    /// Adds up samples by stack, dataset by dataset.
    ///
    /// @param newPart makes an empty sum; there is one for each thread that works
    /// @return the parts, none, one or several; together they hold everything
    public <P extends StackSums> List<P> sum(
            List<ProfileSource> sources,
            Selection selection,
            Supplier<P> newPart,
            Cancellation cancellation)
            throws IOException {
        List<Dataset> datasets = datasets(sources, selection, cancellation);
        List<SumWorker<P>> workers =
                pool.run(
                        datasets.size(),
                        () ->
                                new SumWorker<>(
                                        datasets, selection, newPart.get(), cache, cancellation),
                        cancellation,
                        failures);
        return workers.stream().map(SumWorker::part).toList();
    }

    /// Adds up samples into one tree of functions.
    public CallTreeBuilder callTree(
            List<ProfileSource> sources, Selection selection, Cancellation cancellation)
            throws IOException {
        List<Dataset> datasets = datasets(sources, selection, cancellation);
        return new TreeQuery(pool, cache, failures, selection, cancellation).tree(datasets);
    }

    /// Adds up values over time.
    ///
    /// @return the series that have a point, the one with the largest sum first, equal ones in
    ///   order of labels
    public List<PointSeries> series(
            List<ProfileSource> sources, SeriesQuery query, Cancellation cancellation)
            throws IOException {
        return seriesTotals(sources, query, cancellation).series(query);
    }

    /// As [#series], but so that what others added up can be added.
    SeriesTotals seriesTotals(
            List<ProfileSource> sources, SeriesQuery query, Cancellation cancellation)
            throws IOException {
        List<Dataset> datasets = datasets(sources, query.selection(), cancellation);
        List<SeriesWorker> workers =
                pool.run(
                        datasets.size(),
                        () -> new SeriesWorker(datasets, query, cache, cancellation),
                        cancellation,
                        failures);
        SeriesTotals all = new SeriesTotals();
        for (SeriesWorker worker : workers) {
            worker.groups().forEach(all::add);
        }
        return all;
    }

    /// Finds functions by name, and what they cost over time.
    public FunctionAnswer functions(
            List<ProfileSource> sources, FunctionQuery query, Cancellation cancellation)
            throws IOException {
        return search(query, cancellation).answer(sources);
    }

    FunctionSearch search(FunctionQuery query, Cancellation cancellation) {
        return new FunctionSearch(pool, failures, cache, query, cancellation);
    }

    /// Returns the names of all labels of series that have a profile in the selection, sorted.
    public Set<String> labelNames(
            List<ProfileSource> sources, Selection selection, Cancellation cancellation)
            throws IOException {
        return collect(sources, selection, LabelFacts::names, cancellation);
    }

    /// Returns the values that a label has in series that have a profile in the selection, sorted.
    public Set<String> labelValues(
            List<ProfileSource> sources,
            Selection selection,
            String name,
            Cancellation cancellation)
            throws IOException {
        return collect(sources, selection, () -> LabelFacts.values(name), cancellation);
    }

    /// Returns the different label sets of series that have a profile in the selection, sorted.
    ///
    /// @param names labels wanted; empty for all. Sets of which nothing is left are not returned
    public Set<Labels> labelSets(
            List<ProfileSource> sources,
            Selection selection,
            Collection<String> names,
            Cancellation cancellation)
            throws IOException {
        Set<String> wanted = Set.copyOf(names);
        return collect(sources, selection, () -> LabelFacts.sets(wanted), cancellation);
    }

    /// Returns the ids of profiles in the selection that may have a copy in another source.
    public FoundIds markedIds(
            List<ProfileSource> sources, Selection selection, Cancellation cancellation)
            throws IOException {
        return find(
                sources,
                selection,
                datasets -> () -> new IdWorker(datasets, selection, null, cancellation),
                source -> source.markedCount() > 0,
                cancellation);
    }

    /// Returns which profiles in the selection have one of certain ids.
    public FoundIds heldIds(
            List<ProfileSource> sources,
            Selection selection,
            ProfileIdSet ids,
            Cancellation cancellation)
            throws IOException {
        return find(
                sources,
                selection,
                datasets -> () -> new IdWorker(datasets, selection, ids, cancellation),
                _ -> !ids.isEmpty(),
                cancellation);
    }

    private FoundIds find(
            List<ProfileSource> sources,
            Selection selection,
            Function<List<Dataset>, Supplier<IdWorker>> workers,
            Predicate<ProfileSource> isWorthALook,
            Cancellation cancellation)
            throws IOException {
        FoundIds found = new FoundIds();
        List<ProfileSource> worthALook = new ArrayList<>();
        for (ProfileSource source : sources) {
            found.addTimes(source.minTimeNanos(), source.maxTimeNanos());
            if (isWorthALook.test(source)) {
                worthALook.add(source);
            }
        }
        List<Dataset> datasets = datasets(worthALook, selection, cancellation);
        for (IdWorker worker :
                pool.run(datasets.size(), workers.apply(datasets), cancellation, failures)) {
            found.ids().addAll(worker.found());
        }
        return found;
    }

    private <T> Set<T> collect(
            List<ProfileSource> sources,
            Selection selection,
            Supplier<LabelFacts<T>> newFacts,
            Cancellation cancellation)
            throws IOException {
        List<Dataset> datasets = datasets(sources, selection, cancellation);
        List<LabelWorker<T>> workers =
                pool.run(
                        datasets.size(),
                        () -> new LabelWorker<>(datasets, selection, newFacts.get(), cancellation),
                        cancellation,
                        failures);
        Set<T> all = new TreeSet<>();
        for (LabelWorker<T> worker : workers) {
            all.addAll(worker.found());
        }
        return all;
    }

    /// The datasets that may hold something of the selection, the largest first, so that no thread
    /// begins with one when the others are done.
    private List<Dataset> datasets(
            List<ProfileSource> sources, Selection selection, Cancellation cancellation)
            throws IOException {
        List<ProfileSource> open = sources.stream().filter(selection::overlaps).toList();
        List<DatasetWorker> workers =
                pool.run(
                        open.size(),
                        () -> new DatasetWorker(open, selection.series(), new ArrayList<>()),
                        cancellation,
                        failures);
        return workers.stream()
                .flatMap(worker -> worker.found().stream())
                .sorted(Comparator.comparingLong(Dataset::size).reversed())
                .toList();
    }

    private record DatasetWorker(
            List<ProfileSource> sources, SeriesMatcher matcher, List<Dataset> found)
            implements QueryPool.Worker {

        @Override
        public void run(int task) throws IOException {
            for (Dataset dataset : sources.get(task).datasets()) {
                if (matcher.matchesService(dataset.service())) {
                    found.add(dataset);
                }
            }
        }
    }
}
