// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.Dataset;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// What is in a segment, as text, whichever way the stacks and series are numbered: the naive
/// reading that the real one is compared with.
final class SegmentContents {

    private SegmentContents() {}

    /// For each profile and stack the sum of values, out of what was to be written.
    static Map<String, Long> expected(SegmentContent.Tenant tenant, SampleFilter filter) {
        Map<String, Long> sums = new TreeMap<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            for (int series = 0; series < service.seriesCount(); series++) {
                for (Profile profile : service.profiles(series)) {
                    String name = name(service.labels(series), profile.timeNanos(), profile.id());
                    sums.put(name, profile.samples().total());
                    if (profile.isMarked()) {
                        sums.put(name + " is marked", 1L);
                    }
                    addSamples(tenant.symbols(), service.stacks(), profile, filter, name, sums);
                }
            }
        }
        return sums;
    }

    private static void addSamples(
            Symbols symbols,
            StackTable stacks,
            Profile profile,
            SampleFilter filter,
            String name,
            Map<String, Long> sums) {
        Samples samples = profile.samples();
        IntPredicate isTaken = i -> isTaken(samples, i, filter);
        for (int i = 0; i < samples.size(); i++) {
            if (isTaken.test(i)) {
                String stack = stack(symbols, stacks, samples.stacks()[i]);
                sums.merge(name + stack, samples.values()[i], Long::sum);
            }
        }
    }

    private static boolean isTaken(Samples samples, int i, SampleFilter filter) {
        long[] spans = samples.spans();
        long[] traces = samples.traces();
        return switch (filter) {
            case SampleFilter.All _ -> true;
            case SampleFilter.Spans wanted -> spans != null && wanted.spans().contains(spans[i]);
            case SampleFilter.Traces wanted ->
                    traces != null
                            && wanted.traces()
                                    .contains(new ProfileId(traces[2 * i], traces[2 * i + 1]));
        };
    }

    /// The same, read from a source.
    static Map<String, Long> read(ProfileSource source, SampleFilter filter) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                ProfileRows rows = new ProfileRows();
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                for (int i = 0; i < rows.size(); i++) {
                    addProfile(dataset, series, rows, i, filter, sums);
                }
                rows.clear();
                if (dataset.markedCount() > 0) {
                    dataset.marked(series, rows);
                }
                for (int i = 0; i < rows.size(); i++) {
                    String name = name(dataset.labels(series), rows.timeNanos(i), rows.id(i));
                    sums.put(name + " is marked", 1L);
                }
            }
        }
        return sums;
    }

    private static void addProfile(
            Dataset dataset,
            int series,
            ProfileRows rows,
            int i,
            SampleFilter filter,
            Map<String, Long> sums)
            throws IOException {
        StackTable stacks = dataset.stacks();
        Symbols symbols = dataset.symbols();
        String name = name(dataset.labels(series), rows.timeNanos(i), rows.id(i));
        sums.put(name, rows.total(i));
        ProfileRows one = new ProfileRows();
        one.add(rows.row(i), rows.timeNanos(i), rows.total(i), 0, 0);
        long[] values = new long[stacks.size()];
        dataset.addSamples(one, filter, values);
        for (int stack = 0; stack < values.length; stack++) {
            if (values[stack] != 0) {
                sums.merge(name + stack(symbols, stacks, stack), values[stack], Long::sum);
            }
        }
    }

    /// A line for each observation, sorted, out of what was to be written.
    static List<String> expectedObservations(SegmentContent.Tenant tenant) {
        List<String> lines = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            for (int series = 0; series < service.seriesCount(); series++) {
                for (Profile profile : service.profiles(series)) {
                    String name = name(service.labels(series), profile.timeNanos(), profile.id());
                    Samples samples = profile.samples();
                    SampleTimes times = samples.times();
                    for (int i = 0; times != null && i < samples.size(); i++) {
                        String stack =
                                stack(tenant.symbols(), service.stacks(), samples.stacks()[i]);
                        for (int k = times.start(i); k < times.end(i); k++) {
                            lines.add(line(name + stack, times.nanos()[k], times.values()[k]));
                        }
                    }
                }
            }
        }
        Collections.sort(lines);
        return lines;
    }

    /// The same, read from a source.
    static List<String> readObservations(ProfileSource source) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                ProfileRows rows = new ProfileRows();
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                Observations found = new Observations();
                dataset.observations(rows, found);
                for (int k = 0; k < found.size(); k++) {
                    int i = found.profile(k);
                    String name = name(dataset.labels(series), rows.timeNanos(i), rows.id(i));
                    String stack = stack(dataset.symbols(), dataset.stacks(), found.stack(k));
                    lines.add(line(name + stack, found.timeNanos(k), found.value(k)));
                }
            }
        }
        Collections.sort(lines);
        return lines;
    }

    private static String line(String sample, long nanos, long value) {
        return "%s at %d: %d".formatted(sample, nanos, value);
    }

    private static String name(Labels labels, long time, ProfileId id) {
        return labels + " @" + time + " " + id;
    }

    /// A stack with all that is known of it, leaf first.
    static String stack(Symbols symbols, StackTable stacks, int stack) {
        StringBuilder text = new StringBuilder();
        for (int at = stack; at != StackTable.ROOT; at = stacks.parent(at)) {
            int location = stacks.location(at);
            text.append(" <- ").append(Long.toHexString(symbols.locationAddress(location)));
            text.append(symbols.isLocationFolded(location) ? "folded" : "");
            int mapping = symbols.locationMapping(location);
            if (mapping >= 0) {
                text.append(' ').append(symbols.strings().get(symbols.mappingFilename(mapping)));
                text.append(' ').append(symbols.strings().get(symbols.mappingBuildId(mapping)));
                text.append(' ').append(symbols.mappingStart(mapping));
                text.append('-').append(symbols.mappingLimit(mapping));
                text.append('+').append(symbols.mappingOffset(mapping));
                text.append('/').append(symbols.mappingFlags(mapping));
            }
            for (int line = symbols.lineStart(location); line < symbols.lineEnd(location); line++) {
                int function = symbols.lineFunction(line);
                text.append(' ').append(symbols.strings().get(symbols.functionName(function)));
                text.append('|');
                text.append(symbols.strings().get(symbols.functionSystemName(function)));
                text.append('|').append(symbols.strings().get(symbols.functionFilename(function)));
                text.append('|').append(symbols.functionStartLine(function));
                text.append(':').append(symbols.lineNumber(line));
            }
        }
        return text.toString();
    }
}
