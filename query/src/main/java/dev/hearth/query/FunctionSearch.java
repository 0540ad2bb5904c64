// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        TimeGrid whole = TimeGrid.whole(query.startNanos(), query.endNanos());
        List<FunctionWorker.Part> parts = parts(sources, whole);
        NavigableMap<CostGroup, Long> totals = totals(parts);
        FunctionCosts costs = costs(parts, whole, totals::containsKey, query.functions()::matches);
        List<FunctionCost> largest = costs.largest(query.limit(), query.order());
        TimeGrid grid = TimeGrid.of(query.startNanos(), query.endNanos(), query.stepNanos());
        return new FunctionAnswer(withPoints(parts, grid, largest), costs.count(), totals);
    }

    private List<FunctionCost> withPoints(
            List<FunctionWorker.Part> parts, TimeGrid grid, List<FunctionCost> functions)
            throws IOException {
        Map<CostGroup, Set<String>> wanted = new HashMap<>();
        Set<String> names = new HashSet<>();
        Set<String> services = new HashSet<>();
        for (FunctionCost function : functions) {
            CostGroup group = function.group();
            wanted.computeIfAbsent(group, _ -> new TreeSet<>()).add(function.function());
            names.add(function.function());
            services.add(group.service());
        }
        List<FunctionWorker.Part> some =
                parts.stream()
                        .filter(p ->
                                !p.isWithoutFunctions() && services.contains(p.dataset().service()))
                        .toList();
        return costs(some, grid, wanted::containsKey, names::contains)
                .largest(Integer.MAX_VALUE, query.order())
                .stream()
                .filter(f -> wanted.getOrDefault(f.group(), Set.of()).contains(f.function()))
                .toList();
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
    private NavigableMap<CostGroup, Long> totals(List<FunctionWorker.Part> parts)
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
