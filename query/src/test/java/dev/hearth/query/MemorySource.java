// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A source that holds what a test puts in. Stacks are written `root;…;leaf`, where `a+b` is `b`
/// inlined into `a`.
public final class MemorySource implements ProfileSource {

    private record Sample(int stack, long value, long span, ProfileId trace) {}

    private record Row(long time, ProfileId id, boolean isMarked, List<Sample> samples) {
        long total() {
            return samples.stream().mapToLong(Sample::value).sum();
        }
    }

    private final Map<String, MemoryDataset> datasets = new TreeMap<>();
    private long nextId = 1;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private long marked;
    private final List<Added> added = new ArrayList<>();

    /// What [#add] was called with.
    private static final class Added {
        final Labels labels;
        final long time;
        final ProfileId id;
        final boolean isMarked;
        final String[] samples;

        Added(Labels labels, long time, ProfileId id, boolean isMarked, String[] samples) {
            this.labels = labels;
            this.time = time;
            this.id = id;
            this.isMarked = isMarked;
            this.samples = samples;
        }
    }

    /// Adds a profile; samples are texts like `main;work 5`, perhaps with ` span=7` behind.
    ///
    /// @return its id
    public ProfileId add(Labels labels, long timeNanos, String... samples) {
        ProfileId id = new ProfileId(0x1000, nextId++);
        add(labels, timeNanos, id, false, samples);
        return id;
    }

    /// Adds a profile with a certain id, perhaps one of which there are copies elsewhere.
    public void add(
            Labels labels, long timeNanos, ProfileId id, boolean isMarked, String... samples) {
        added.add(new Added(labels, timeNanos, id, isMarked, samples));
        String service = labels.getOrEmpty(Labels.SERVICE_NAME);
        marked += isMarked ? 1 : 0;
        minTime = Math.min(minTime, timeNanos);
        maxTime = Math.max(maxTime, timeNanos);
        datasets.computeIfAbsent(service, MemoryDataset::new)
                .add(labels, new Place(timeNanos, id, isMarked), samples);
    }

    /// Adds all that another source holds.
    public void addAll(MemorySource other) {
        other.added.forEach(
                each -> add(each.labels, each.time, each.id, each.isMarked, each.samples));
    }

    private record Place(long time, ProfileId id, boolean isMarked) {}

    @Override
    public long markedCount() {
        return marked;
    }

    @Override
    public List<Dataset> datasets() {
        return List.copyOf(datasets.values());
    }

    @Override
    public long minTimeNanos() {
        return minTime;
    }

    @Override
    public long maxTimeNanos() {
        return maxTime;
    }

    private static final class MemoryDataset implements Dataset {

        private final String service;
        private final SymbolsBuilder symbols = new SymbolsBuilder();
        private final StackTableBuilder stacks = new StackTableBuilder();
        private final List<Labels> series = new ArrayList<>();
        private final List<List<Integer>> rowsOfSeries = new ArrayList<>();
        private final List<Row> rows = new ArrayList<>();

        MemoryDataset(String service) {
            this.service = service;
        }

        void add(Labels labels, Place place, String... texts) {
            if (!series.contains(labels)) {
                series.add(labels);
                rowsOfSeries.add(new ArrayList<>());
            }
            List<Sample> samples = new ArrayList<>();
            for (String text : texts) {
                String[] parts = text.split(" ", -1);
                int stack = StackTable.ROOT;
                List<String> frames =
                        parts[0].isEmpty() ? List.of() : List.of(parts[0].split(";", -1));
                for (String frame : frames) {
                    stack = stacks.push(stack, location(frame));
                }
                long span = parts.length > 2 ? Long.parseLong(parts[2].replace("span=", "")) : 0;
                long value = Long.parseLong(parts[1]);
                samples.add(new Sample(stack, value, span, new ProfileId(0, span)));
            }
            rowsOfSeries.get(series.indexOf(labels)).add(rows.size());
            rows.add(new Row(place.time(), place.id(), place.isMarked(), samples));
        }

        private int location(String frame) {
            List<String> calls = List.of(frame.split("\\+"));
            int[] functions = new int[calls.size()];
            long[] lines = new long[calls.size()];
            for (int i = 0; i < lines.length; i++) {
                int name = symbols.string(calls.reversed().get(i));
                functions[i] = symbols.function(name, name, 0, 0);
                lines[i] = 1;
            }
            return symbols.location(
                    Symbols.NO_MAPPING, 0, false, functions, lines, 0, lines.length);
        }

        @Override
        public String service() {
            return service;
        }

        @Override
        public int seriesCount() {
            return series.size();
        }

        @Override
        public Labels labels(int id) {
            return series.get(id);
        }

        @Override
        public void profiles(int id, long startNanos, long endNanos, ProfileRows into) {
            List<Integer> ordered = new ArrayList<>(rowsOfSeries.get(id));
            ordered.sort(Comparator.comparingLong(row -> rows.get(row).time()));
            for (int i : ordered) {
                Row row = rows.get(i);
                if (row.time() >= startNanos && row.time() <= endNanos) {
                    into.add(i, row.time(), row.total(), row.id().high(), row.id().low());
                }
            }
        }

        @Override
        public long markedCount() {
            return rows.stream().filter(Row::isMarked).count();
        }

        @Override
        public void marked(int id, ProfileRows into) {
            ProfileRows all = new ProfileRows();
            profiles(id, Long.MIN_VALUE, Long.MAX_VALUE, all);
            for (int i = 0; i < all.size(); i++) {
                if (rows.get(all.row(i)).isMarked()) {
                    ProfileId one = all.id(i);
                    into.add(all.row(i), all.timeNanos(i), all.total(i), one.high(), one.low());
                }
            }
        }

        @Override
        public void addSamples(ProfileRows chosen, SampleFilter filter, long[] sums) {
            for (int i = 0; i < chosen.size(); i++) {
                for (Sample sample : rows.get(chosen.row(i)).samples()) {
                    boolean isTaken =
                            switch (filter) {
                                case SampleFilter.All _ -> true;
                                case SampleFilter.Spans spans ->
                                        spans.spans().contains(sample.span());
                                case SampleFilter.Traces traces ->
                                        traces.traces().contains(sample.trace());
                            };
                    sums[sample.stack()] += isTaken ? sample.value() : 0;
                }
            }
        }

        @Override
        public void observations(ProfileRows chosen, Observations into) {}

        /// That of a profile at whole seconds is how many these are.
        @Override
        public long period(int row) {
            return rows.get(row).time() % 1_000_000_000 == 0
                    ? rows.get(row).time() / 1_000_000_000
                    : 0;
        }

        @Override
        public StackTable stacks() {
            return stacks.snapshot();
        }

        @Override
        public Symbols symbols() {
            return symbols.snapshot();
        }
    }
}
