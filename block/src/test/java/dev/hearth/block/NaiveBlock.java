// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Labels;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A block read whole and without any cleverness, to compare with.
final class NaiveBlock {

    private final ObjectStore store;
    private final BlockMeta meta;
    private final String[] stackTexts;
    final List<Set<String>> stackFunctions = new ArrayList<>();
    final List<String> stackLeaves = new ArrayList<>();
    final Labels[] labels;
    final String[] services;
    final String[] functionNames;

    NaiveBlock(ObjectStore store, BlockMeta meta) throws IOException {
        this.store = store;
        this.meta = meta;
        String[] names = strings(BlockFile.FUNCTIONS, "name");
        String[] systems = strings(BlockFile.FUNCTIONS, "system_name");
        String[] filenames = strings(BlockFile.FUNCTIONS, "filename");
        long[] starts = longs(BlockFile.FUNCTIONS, "start_line");
        functionNames = names;
        String[] locations = new String[file(BlockFile.LOCATIONS).rows()];
        List<List<String>> locationFunctions = new ArrayList<>();
        for (int i = 0; i < locations.length; i++) {
            locations[i] = location(i);
            locationFunctions.add(new ArrayList<>());
        }
        long[] lineLocation = longs(BlockFile.LINES, "location");
        long[] lineFunction = longs(BlockFile.LINES, "function");
        long[] lineNumber = longs(BlockFile.LINES, "line");
        for (int i = 0; i < lineLocation.length; i++) {
            int f = (int) lineFunction[i];
            String key = names[f] + "|" + systems[f] + "|" + filenames[f] + "|" + starts[f];
            locations[(int) lineLocation[i]] += " " + key + ":" + lineNumber[i];
            locationFunctions.get((int) lineLocation[i]).add(key);
        }
        long[] parents = longs(BlockFile.STACKS, "parent");
        long[] leaves = longs(BlockFile.STACKS, "location");
        stackTexts = new String[parents.length];
        for (int i = 0; i < parents.length; i++) {
            Set<String> functions = new HashSet<>();
            String leaf = "";
            stackTexts[i] = "";
            if (parents[i] != i) {
                int parent = (int) parents[i];
                int at = (int) leaves[i];
                stackTexts[i] = " <- " + locations[at] + stackTexts[parent];
                functions.addAll(stackFunctions.get(parent));
                functions.addAll(locationFunctions.get(at));
                leaf =
                        locationFunctions.get(at).isEmpty()
                                ? ""
                                : locationFunctions.get(at).getFirst();
            }
            stackFunctions.add(functions);
            stackLeaves.add(leaf);
        }
        labels = readLabels();
        services = strings(BlockFile.SERIES, "service");
    }

    private String location(int i) throws IOException {
        String text = Long.toHexString(longs(BlockFile.LOCATIONS, "address")[i]);
        text += booleans(BlockFile.LOCATIONS, "is_folded")[i] ? "folded" : "";
        int mapping = (int) longs(BlockFile.LOCATIONS, "mapping")[i];
        if (mapping < 0) {
            return text;
        }
        int flags =
                (booleans(BlockFile.MAPPINGS, "has_functions")[mapping] ? 1 : 0)
                        | (booleans(BlockFile.MAPPINGS, "has_filenames")[mapping] ? 2 : 0)
                        | (booleans(BlockFile.MAPPINGS, "has_line_numbers")[mapping] ? 4 : 0)
                        | (booleans(BlockFile.MAPPINGS, "has_inline_frames")[mapping] ? 8 : 0);
        return "%s %s %s %d-%d+%d/%d"
                .formatted(
                        text,
                        strings(BlockFile.MAPPINGS, "filename")[mapping],
                        strings(BlockFile.MAPPINGS, "build_id")[mapping],
                        longs(BlockFile.MAPPINGS, "memory_start")[mapping],
                        longs(BlockFile.MAPPINGS, "memory_limit")[mapping],
                        longs(BlockFile.MAPPINGS, "file_offset")[mapping],
                        flags);
    }

    private Labels[] readLabels() throws IOException {
        List<Map<String, String>> maps = new ArrayList<>();
        for (int i = 0; i < file(BlockFile.SERIES).rows(); i++) {
            maps.add(new TreeMap<>());
        }
        long[] series = longs(BlockFile.LABELS, "series");
        String[] names = strings(BlockFile.LABELS, "name");
        String[] values = strings(BlockFile.LABELS, "value");
        for (int i = 0; i < series.length; i++) {
            maps.get((int) series[i]).put(names[i], values[i]);
        }
        return maps.stream().map(Labels::of).toArray(Labels[]::new);
    }

    ParquetFileReader file(BlockFile file) throws IOException {
        return ParquetFileReader.open(store.get(BlockKeys.file(meta.tenant(), meta.id(), file)));
    }

    long[] longs(BlockFile from, String column) throws IOException {
        ParquetFileReader file = file(from);
        long[] values = new long[file.rows()];
        file.readLongs(column, 0, values.length, values, 0);
        return values;
    }

    private boolean[] booleans(BlockFile from, String column) throws IOException {
        ParquetFileReader file = file(from);
        boolean[] values = new boolean[file.rows()];
        file.readBooleans(column, 0, values.length, values, 0);
        return values;
    }

    long[] uuids(BlockFile from, String column) throws IOException {
        ParquetFileReader file = file(from);
        long[] values = new long[2 * file.rows()];
        file.readUuids(column, 0, file.rows(), values, 0);
        return values;
    }

    String[] strings(BlockFile from, String column) throws IOException {
        ParquetFileReader file = file(from);
        StringColumn values = file.readStrings(column, 0, file.rows());
        String[] texts = new String[file.rows()];
        for (int i = 0; i < texts.length; i++) {
            int id = values.id(i);
            texts[i] =
                    new String(
                            values.bytes(),
                            values.offset(id),
                            values.length(id),
                            StandardCharsets.UTF_8);
        }
        return texts;
    }

    String stack(int id) {
        return stackTexts[id];
    }

    /// All profiles, as text.
    List<NaiveProfile> profiles() throws IOException {
        long[] series = longs(BlockFile.PROFILES, "series");
        long[] times = longs(BlockFile.PROFILES, "time");
        long[] ids = uuids(BlockFile.PROFILES, "id");
        long[] durations = longs(BlockFile.PROFILES, "duration");
        long[] periods = longs(BlockFile.PROFILES, "period");
        long[] totals = longs(BlockFile.PROFILES, "total");
        long[] firsts = longs(BlockFile.PROFILES, "first_sample");
        long[] counts = longs(BlockFile.PROFILES, "samples");
        boolean[] marked = new boolean[series.length];
        file(BlockFile.PROFILES).readBooleans("marked", 0, marked.length, marked, 0);
        List<List<String>> samples = samples(series, times, firsts, counts);
        List<NaiveProfile> profiles = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            List<String> own =
                    new ArrayList<>(
                            samples.subList((int) firsts[i], (int) (firsts[i] + counts[i])).stream()
                                    .map(lines -> String.join(" ", lines))
                                    .toList());
            Collections.sort(own);
            profiles.add(
                    new NaiveProfile(
                            labels[(int) series[i]],
                            times[i],
                            "%x-%x %d %d %b"
                                    .formatted(
                                            ids[2 * i],
                                            ids[2 * i + 1],
                                            durations[i],
                                            periods[i],
                                            marked[i]),
                            totals[i],
                            own));
        }
        return profiles;
    }

    private List<List<String>> samples(long[] series, long[] times, long[] firsts, long[] counts)
            throws IOException {
        long[] sampleSeries = longs(BlockFile.SAMPLES, "series");
        long[] sampleTimes = longs(BlockFile.SAMPLES, "time");
        long[] stacks = longs(BlockFile.SAMPLES, "stack");
        long[] values = longs(BlockFile.SAMPLES, "value");
        boolean hasSpans = file(BlockFile.SAMPLES).hasColumn("span");
        long[] spans = hasSpans ? longs(BlockFile.SAMPLES, "span") : new long[values.length];
        long[] traces =
                file(BlockFile.SAMPLES).hasColumn("trace")
                        ? uuids(BlockFile.SAMPLES, "trace")
                        : new long[2 * values.length];
        List<List<String>> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(new ArrayList<>());
            samples.getLast()
                    .add(
                            NaiveProfile.sample(
                                    stack((int) stacks[i]),
                                    values[i],
                                    spans[i],
                                    traces[2 * i],
                                    traces[2 * i + 1]));
        }
        for (int p = 0; p < series.length; p++) {
            for (int i = (int) firsts[p]; i < firsts[p] + counts[p]; i++) {
                if (sampleSeries[i] != series[p]
                        || sampleTimes[i] != times[p]
                        || (i > firsts[p] && stacks[i] < stacks[i - 1])) {
                    throw new AssertionError("sample " + i + " is not one of its profile");
                }
            }
        }
        addObservations(samples, stacks, firsts, counts);
        return samples;
    }

    private void addObservations(
            List<List<String>> samples, long[] sampleStacks, long[] firsts, long[] counts)
            throws IOException {
        if (!meta.has(BlockFile.OBSERVATIONS)) {
            return;
        }
        long[] profiles = longs(BlockFile.OBSERVATIONS, "profile");
        long[] ofSamples = longs(BlockFile.OBSERVATIONS, "sample");
        long[] stacks = longs(BlockFile.OBSERVATIONS, "stack");
        long[] times = longs(BlockFile.OBSERVATIONS, "time");
        long[] values = longs(BlockFile.OBSERVATIONS, "value");
        for (int i = 0; i < times.length; i++) {
            int sample = (int) ofSamples[i];
            int profile = (int) profiles[i];
            if (stacks[i] != sampleStacks[sample]
                    || (i > 0 && sample < ofSamples[i - 1])
                    || sample < firsts[profile]
                    || sample >= firsts[profile] + counts[profile]) {
                throw new AssertionError("observation " + i + " is not one of its sample");
            }
            samples.get(sample).add(NaiveProfile.observation(times[i], values[i]));
        }
    }

    /// Sums by service, labels, bucket and stack, as the file of roll-ups has them.
    Map<String, Long> sums(BlockFile from) throws IOException {
        long[] series = longs(from, "series");
        long[] times = longs(from, "time");
        long[] stacks = longs(from, "stack");
        long[] values = longs(from, "value");
        Map<String, Long> sums = new TreeMap<>();
        for (int i = 0; i < series.length; i++) {
            boolean isSorted =
                    i == 0
                            || series[i] > series[i - 1]
                            || (series[i] == series[i - 1] && times[i] > times[i - 1])
                            || (series[i] == series[i - 1]
                                    && times[i] == times[i - 1]
                                    && stacks[i] > stacks[i - 1]);
            if (!isSorted) {
                throw new AssertionError("row " + i + " of " + from + " is out of order");
            }
            sums.merge(
                    labels[(int) series[i]] + " " + times[i] + stack((int) stacks[i]),
                    values[i],
                    Long::sum);
        }
        return sums;
    }

    /// Buckets, and checks which rows they name.
    List<String> buckets(BlockFile from, BlockFile of) throws IOException {
        long[] series = longs(from, "series");
        long[] times = longs(from, "time");
        long[] totals = longs(from, "total");
        long[] profiles = longs(from, "profiles");
        long[] firsts = longs(from, "first_sample");
        long[] counts = longs(from, "samples");
        long[] ofSeries = longs(of, "series");
        long[] ofTimes = longs(of, "time");
        List<String> buckets = new ArrayList<>();
        int row = 0;
        for (int i = 0; i < series.length; i++) {
            if (firsts[i] != row) {
                throw new AssertionError("bucket " + i + " begins at " + firsts[i]);
            }
            for (; row < firsts[i] + counts[i]; row++) {
                if (ofSeries[row] != series[i] || ofTimes[row] != times[i]) {
                    throw new AssertionError("row " + row + " is not in its bucket");
                }
            }
            buckets.add(
                    NaiveProfile.bucket(labels[(int) series[i]], times[i], totals[i], profiles[i]));
        }
        if (row != ofSeries.length) {
            throw new AssertionError("rows behind the last bucket");
        }
        Collections.sort(buckets);
        return buckets;
    }

    /// Costs of functions.
    Map<String, List<Long>> costs() throws IOException {
        String[] service = strings(BlockFile.FUNCTION_COSTS, "service");
        String[] types = strings(BlockFile.FUNCTION_COSTS, "profile_type");
        long[] functions = longs(BlockFile.FUNCTION_COSTS, "function");
        long[] times = longs(BlockFile.FUNCTION_COSTS, "time");
        long[] self = longs(BlockFile.FUNCTION_COSTS, "self");
        long[] total = longs(BlockFile.FUNCTION_COSTS, "total");
        Map<String, List<Long>> costs = new TreeMap<>();
        for (int i = 0; i < service.length; i++) {
            String key =
                    "%s %s %s %d"
                            .formatted(
                                    service[i],
                                    types[i],
                                    functionNames[(int) functions[i]],
                                    times[i]);
            if (costs.put(key, List.of(self[i], total[i])) != null) {
                throw new AssertionError("two rows for " + key);
            }
            if (i > 0 && functions[i] < functions[i - 1]) {
                throw new AssertionError("functions are out of order");
            }
        }
        return costs;
    }
}
