// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Finds functions by name and what they cost: first what each comes to, then, for those that are
/// to be shown alone, each point. So memory grows with the number of functions, not with that of
/// points.
final class FunctionSearch {

    private final QueryPool pool;
    private final SourceFailures failures;
    private final ResultCache cache;
    private final FunctionQuery query;
    private final Cancellation cancellation;

    FunctionSearch(
            QueryPool pool,
            SourceFailures failures,
            ResultCache cache,
            FunctionQuery query,
            Cancellation cancellation) {
        this.pool = pool;
        this.cache = cache;
        this.failures = failures;
        this.query = query;
        this.cancellation = cancellation;
    }

    FunctionAnswer answer(List<ProfileSource> sources) throws IOException {
        TimeGrid whole = query.whole();
        List<FunctionWorker.Part> parts = parts(sources, whole);
        FunctionTotals all = totals(parts, whole);
        NavigableMap<CostGroup, Set<String>> wanted = all.first(query);
        FunctionCosts over = over(parts, wanted);
        return all.answer(query, wanted, new FunctionTotals(over, query.grid(), all.totals()));
    }

    /// What functions cost in the whole range.
    FunctionTotals totals(List<ProfileSource> sources) throws IOException {
        TimeGrid whole = query.whole();
        return totals(parts(sources, whole), whole);
    }

    private FunctionTotals totals(List<FunctionWorker.Part> parts, TimeGrid whole)
            throws IOException {
        NavigableMap<CostGroup, Long> totals = groupTotals(parts);
        FunctionCosts costs = costs(parts, whole, totals::containsKey, query.functions()::matches);
        return new FunctionTotals(costs, whole, totals);
    }

    /// What certain functions cost over time.
    FunctionTotals points(List<ProfileSource> sources, NavigableMap<CostGroup, Set<String>> wanted)
            throws IOException {
        List<FunctionWorker.Part> parts = parts(sources, query.whole());
        return new FunctionTotals(over(parts, wanted), query.grid(), groupTotals(parts));
    }

    private FunctionCosts over(
            List<FunctionWorker.Part> parts, NavigableMap<CostGroup, Set<String>> wanted)
            throws IOException {
        Set<String> names = new HashSet<>();
        wanted.values().forEach(names::addAll);
        Set<String> services = new HashSet<>();
        wanted.keySet().forEach(group -> services.add(group.service()));
        List<FunctionWorker.Part> some =
                parts.stream()
                        .filter(p ->
                                !p.isWithoutFunctions() && services.contains(p.dataset().service()))
                        .toList();
        return costs(some, query.grid(), wanted::containsKey, names::contains);
    }

    private FunctionCosts costs(
            List<FunctionWorker.Part> parts,
            TimeGrid grid,
            Predicate<CostGroup> groups,
            Predicate<String> functions)
            throws IOException {
        List<FunctionWorker> workers =
                pool.run(
                        parts.size(),
                        () ->
                                new FunctionWorker(
                                        parts,
                                        query.series(),
                                        grid,
                                        groups,
                                        functions,
                                        cancellation),
                        cancellation,
                        failures);
        FunctionCosts all = new FunctionCosts(grid);
        for (FunctionWorker worker : workers) {
            cancellation.check();
            all.add(worker);
        }
        return all;
    }

    /// What all profiles come to, group by group.
    private NavigableMap<CostGroup, Long> groupTotals(List<FunctionWorker.Part> parts)
            throws IOException {
        long endMillis = Math.ceilDiv(query.endNanos(), 1_000_000);
        SeriesQuery ofGroups =
                new SeriesQuery(
                        Selection.of(query.series(), query.startNanos(), query.endNanos()),
                        endMillis,
                        endMillis,
                        1,
                        List.of(Labels.SERVICE_NAME, Labels.PROFILE_TYPE),
                        SeriesQuery.Aggregation.SUM);
        List<Dataset> datasets = parts.stream().map(FunctionWorker.Part::dataset).toList();
        NavigableMap<CostGroup, Long> totals = new TreeMap<>();
        for (SeriesWorker worker :
                pool.run(
                        datasets.size(),
                        () -> new SeriesWorker(datasets, ofGroups, cache, cancellation),
                        cancellation,
                        failures)) {
            worker.groups().forEach((key, sums) -> totals.merge(group(key), sums.sum(), Long::sum));
        }
        return totals;
    }

    private static CostGroup group(GroupKey key) {
        Labels labels = Labels.of(key.pairs().toArray(String[]::new));
        return new CostGroup(
                labels.getOrEmpty(Labels.SERVICE_NAME), labels.getOrEmpty(Labels.PROFILE_TYPE));
    }

    private List<FunctionWorker.Part> parts(List<ProfileSource> sources, TimeGrid whole)
            throws IOException {
        List<ProfileSource> open =
                sources.stream()
                        .filter(source ->
                                source.maxTimeNanos() >= whole.startNanos()
                                        && source.minTimeNanos() <= whole.endNanos())
                        .toList();
        List<PartFinder> finders =
                pool.run(
                        open.size(),
                        () -> new PartFinder(open, query.series(), new ArrayList<>()),
                        cancellation,
                        failures);
        return finders.stream().flatMap(finder -> finder.found().stream()).toList();
    }

    private record PartFinder(
            List<ProfileSource> sources, SeriesMatcher matcher, List<FunctionWorker.Part> found)
            implements QueryPool.Worker {

        @Override
        public void run(int task) throws IOException {
            ProfileSource source = sources.get(task);
            for (Dataset dataset : source.datasets()) {
                if (matcher.matchesService(dataset.service())) {
                    found.add(
                            new FunctionWorker.Part(
                                    dataset, source.minTimeNanos(), source.maxTimeNanos()));
                }
            }
        }
    }
}
