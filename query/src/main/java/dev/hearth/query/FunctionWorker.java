// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.FunctionFrames;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Adds up what functions of datasets cost in the points of a grid.
final class FunctionWorker implements QueryPool.Worker {

    /// A dataset with the times of its source. Remembers what the first worker found, for that of a
    /// later pass; worked on by one thread at a time.
    static final class Part {

        private final Dataset dataset;
        private final long minTimeNanos;
        private final long maxTimeNanos;
        private @Nullable Map<String, TypedSeries> types;
        private boolean isWithoutFunctions;

        Part(Dataset dataset, long minTimeNanos, long maxTimeNanos) {
            this.dataset = dataset;
            this.minTimeNanos = minTimeNanos;
            this.maxTimeNanos = maxTimeNanos;
        }

        Dataset dataset() {
            return dataset;
        }

        /// Whether a worker found that no function of the question is here.
        boolean isWithoutFunctions() {
            return isWithoutFunctions;
        }

        private Map<String, TypedSeries> types(SeriesMatcher series) throws IOException {
            Map<String, TypedSeries> found = types;
            if (found == null) {
                found = TypedSeries.find(dataset, series);
                types = found;
            }
            return found;
        }
    }

    private final List<Part> parts;
    private final SeriesMatcher series;
    private final TimeGrid grid;
    private final Predicate<CostGroup> groups;
    private final Cancellation cancellation;
    private final FunctionNames names;
    private final Map<CostGroup, CostSums> sums = new HashMap<>();

    private long[] byStack = new long[0];
    private long[] selfs = new long[0];
    private long[] totals = new long[0];

    /// @param groups which services and profile types count
    /// @param functions which functions count, by name
    FunctionWorker(
            List<Part> parts,
            SeriesMatcher series,
            TimeGrid grid,
            Predicate<CostGroup> groups,
            Predicate<String> functions,
            Cancellation cancellation) {
        this.parts = parts;
        this.series = series;
        this.grid = grid;
        this.groups = groups;
        this.cancellation = cancellation;
        this.names = new FunctionNames(functions);
    }

    /// Names of the functions found; their ids are those in the keys of [#sums].
    FunctionNames names() {
        return names;
    }

    /// By group the costs; the key is the id of the name times the points of the grid, plus the
    /// point.
    Map<CostGroup, CostSums> sums() {
        return sums;
    }

    @Override
    public void run(int task) throws IOException {
        new DatasetRun(parts.get(task)).run();
    }

    /// The work on one dataset.
    private final class DatasetRun {

        private final Dataset dataset;
        private final Part part;
        private final Map<String, TypedSeries> types = new TreeMap<>();
        private @Nullable FunctionFrames frames;
        private boolean[] isWanted = new boolean[0];
        private int[] wanted = new int[0];
        private int[] nameIds = new int[0];

        DatasetRun(Part part) {
            this.part = part;
            this.dataset = part.dataset();
        }

        void run() throws IOException {
            findSeries();
            if (types.isEmpty()) {
                return;
            }
            CostPlan byHours = CostPlan.byHours(grid, part.minTimeNanos, part.maxTimeNanos);
            HourlyCosts hourly = byHours.hasHours() ? dataset.hourlyCosts() : null;
            Symbols symbols = hourly == null ? dataset.symbols() : hourly.functions();
            chooseFunctions(symbols);
            if (wanted.length == 0) {
                part.isWithoutFunctions = true;
                return;
            }
            CostPlan bySamples = CostPlan.bySamples(grid, part.minTimeNanos, part.maxTimeNanos);
            for (Map.Entry<String, TypedSeries> type : types.entrySet()) {
                CostGroup group = new CostGroup(dataset.service(), type.getKey());
                CostSums into = sums.computeIfAbsent(group, _ -> new CostSums());
                if (hourly != null && !type.getValue().lacksSome()) {
                    addHours(hourly, type.getKey(), byHours, into);
                    addSamples(type.getValue(), byHours, into);
                } else {
                    addSamples(type.getValue(), bySamples, into);
                }
            }
        }

        private void findSeries() throws IOException {
            part.types(series)
                    .forEach((type, ofType) -> {
                        if (groups.test(new CostGroup(dataset.service(), type))) {
                            types.put(type, ofType);
                        }
                    });
        }

        private void chooseFunctions(Symbols symbols) {
            int[] representatives = FunctionFrames.representatives(symbols);
            isWanted = new boolean[representatives.length];
            nameIds = new int[representatives.length];
            wanted = new int[representatives.length];
            int count = 0;
            for (int function = 0; function < representatives.length; function++) {
                if (representatives[function] == function) {
                    int name = names.find(symbols.strings(), symbols.functionName(function));
                    if (name >= 0) {
                        isWanted[function] = true;
                        nameIds[function] = name;
                        wanted[count++] = function;
                    }
                }
            }
            wanted = Arrays.copyOf(wanted, count);
        }

        private void addHours(HourlyCosts hourly, String type, CostPlan plan, CostSums into)
                throws IOException {
            cancellation.check();
            long points = grid.points();
            hourly.read(
                    type,
                    isWanted,
                    plan.firstHourNanos(),
                    plan.lastHourNanos(),
                    (function, hour, self, total) -> {
                        int point = plan.pointOfHour(hour);
                        if (point >= 0) {
                            into.add(nameIds[function] * points + point, self, total);
                        }
                    });
        }

        private void addSamples(TypedSeries type, CostPlan plan, CostSums into) throws IOException {
            for (int range = 0; range < plan.ranges(); range++) {
                cancellation.check();
                if (addRange(type, plan.start(range), plan.end(range))) {
                    addCosts(plan.point(range), into);
                }
            }
        }

        /// Adds up the samples of a range by stack; false if there is none.
        private boolean addRange(TypedSeries type, long start, long end) throws IOException {
            int size = dataset.stackCount();
            if (byStack.length < size) {
                byStack = new long[size];
            } else {
                Arrays.fill(byStack, 0, size, 0);
            }
            return dataset.addRange(type.ids(), type.count(), start, end, byStack);
        }

        private void addCosts(int point, CostSums into) throws IOException {
            cancellation.check();
            if (frames == null) {
                frames = FunctionFrames.some(dataset.stacks(), dataset.symbols(), wantedOfAll());
            }
            frames.add(byStack, selfs, totals);
            long points = grid.points();
            for (int function : wanted) {
                if (totals[function] != 0) {
                    into.add(nameIds[function] * points + point, selfs[function], totals[function]);
                    selfs[function] = 0;
                    totals[function] = 0;
                }
            }
        }

        /// Makes room for all functions of the dataset, of which [HourlyCosts] may know fewer.
        private boolean[] wantedOfAll() throws IOException {
            int functions = dataset.symbols().functionCount();
            if (selfs.length < functions) {
                selfs = new long[functions];
                totals = new long[functions];
            }
            return isWanted.length < functions ? Arrays.copyOf(isWanted, functions) : isWanted;
        }
    }
}
