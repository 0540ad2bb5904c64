// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
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
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Profiles written out in full, so that they can be compared whatever ids their tables gave. Slow
/// and plain: what the clever columns are checked against.
final class PlainProfiles {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private PlainProfiles() {}

    /// The id of a profile that was written out.
    static String id(String profile) {
        Matcher matcher = ID.matcher(profile);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no id in " + profile);
        }
        return matcher.group();
    }

    /// Everything about each profile of a batch.
    static List<String> full(ProfileBatch batch) {
        List<String> plain = new ArrayList<>();
        for (Profile profile : batch.profiles()) {
            plain.add(full(profile, batch.stacks(), batch.symbols()));
        }
        return plain;
    }

    /// Everything about each profile that goes into a segment.
    static List<String> full(SegmentContent.Tenant tenant) {
        List<String> plain = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            for (int series = 0; series < service.seriesCount(); series++) {
                for (Profile profile : service.profiles(series)) {
                    plain.add(full(profile, service.stacks(), tenant.symbols()));
                }
            }
        }
        return plain;
    }

    /// What a query can tell of each profile of a batch: labels, id, time, period, total, sums by
    /// stack, when its samples were observed.
    static List<String> queried(ProfileBatch batch) {
        List<String> plain = new ArrayList<>();
        for (Profile profile : batch.profiles()) {
            Map<String, Long> sums =
                    sums(profile.samples(), _ -> true, batch.stacks(), batch.symbols());
            plain.add(
                    "%s %s %d %d %d %s %s"
                            .formatted(
                                    profile.labels(),
                                    profile.id(),
                                    profile.timeNanos(),
                                    profile.period(),
                                    profile.samples().total(),
                                    sums,
                                    observations(profile, batch.stacks(), batch.symbols())));
        }
        return plain;
    }

    /// The id of each profile of a source.
    static List<String> ids(@Nullable ProfileSource source) throws IOException {
        List<String> ids = new ArrayList<>();
        if (source == null) {
            return ids;
        }
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                ProfileRows rows = new ProfileRows();
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                for (int i = 0; i < rows.size(); i++) {
                    ids.add(rows.id(i).toString());
                }
            }
        }
        return ids;
    }

    /// The same of each profile of a source.
    static List<String> queried(@Nullable ProfileSource source) throws IOException {
        List<String> plain = new ArrayList<>();
        if (source == null) {
            return plain;
        }
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                ProfileRows rows = new ProfileRows();
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                for (int i = 0; i < rows.size(); i++) {
                    ProfileRows one = new ProfileRows();
                    one.add(
                            rows.row(i),
                            rows.timeNanos(i),
                            rows.total(i),
                            rows.id(i).high(),
                            rows.id(i).low());
                    plain.add(
                            "%s %s %d %d %d %s %s"
                                    .formatted(
                                            dataset.labels(series),
                                            rows.id(i),
                                            rows.timeNanos(i),
                                            dataset.period(rows.row(i)),
                                            rows.total(i),
                                            sums(dataset, one, new SampleFilter.All()),
                                            observations(dataset, one)));
                }
            }
        }
        return plain;
    }

    /// Sums by stack of profiles of a dataset.
    static Map<String, Long> sums(Dataset dataset, ProfileRows rows, SampleFilter filter)
            throws IOException {
        long[] sums = new long[dataset.stacks().size()];
        dataset.addSamples(rows, filter, sums);
        Map<String, Long> plain = new TreeMap<>();
        for (int stack = 0; stack < sums.length; stack++) {
            if (sums[stack] != 0) {
                plain.merge(
                        stack(stack, dataset.stacks(), dataset.symbols()), sums[stack], Long::sum);
            }
        }
        return plain;
    }

    /// Sums by stack of those samples whose index a predicate takes.
    static Map<String, Long> sums(
            Samples samples, LongPredicate isWanted, StackTable stacks, Symbols symbols) {
        Map<String, Long> sums = new TreeMap<>();
        for (int i = 0; i < samples.size(); i++) {
            if (isWanted.test(i)) {
                sums.merge(
                        stack(samples.stacks()[i], stacks, symbols),
                        samples.values()[i],
                        Long::sum);
            }
        }
        return sums;
    }

    private static String full(Profile profile, StackTable stacks, Symbols symbols) {
        Samples samples = profile.samples();
        long[] spans = samples.spans();
        long[] traces = samples.traces();
        Map<String, Long> values = new TreeMap<>();
        for (int i = 0; i < samples.size(); i++) {
            String key =
                    "%s span %s trace %s"
                            .formatted(
                                    stack(samples.stacks()[i], stacks, symbols),
                                    spans == null ? "-" : spans[i],
                                    traces == null ? "-" : traces[2 * i] + "/" + traces[2 * i + 1]);
            values.merge(key, samples.values()[i], Long::sum);
        }
        return "%s %s %s %d %d %d %s %s"
                .formatted(
                        profile.labels(),
                        profile.id(),
                        profile.isRetryable(),
                        profile.timeNanos(),
                        profile.durationNanos(),
                        profile.period(),
                        values,
                        observations(profile, stacks, symbols));
    }

    private static List<String> observations(Profile profile, StackTable stacks, Symbols symbols) {
        List<String> plain = new ArrayList<>();
        Samples samples = profile.samples();
        SampleTimes times = samples.times();
        for (int i = 0; times != null && i < samples.size(); i++) {
            String stack = stack(samples.stacks()[i], stacks, symbols);
            for (int k = times.start(i); k < times.end(i); k++) {
                plain.add("%s at %d: %d".formatted(stack, times.nanos()[k], times.values()[k]));
            }
        }
        Collections.sort(plain);
        return plain;
    }

    /// When samples of profiles of a dataset were observed.
    static List<String> observations(Dataset dataset, ProfileRows rows) throws IOException {
        Observations found = new Observations();
        dataset.observations(rows, found);
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            String stack = stack(found.stack(i), dataset.stacks(), dataset.symbols());
            plain.add("%s at %d: %d".formatted(stack, found.timeNanos(i), found.value(i)));
        }
        Collections.sort(plain);
        return plain;
    }

    private static String stack(int stack, StackTable stacks, Symbols symbols) {
        StringBuilder text = new StringBuilder();
        for (int node = stack; node != StackTable.ROOT; node = stacks.parent(node)) {
            text.append(';').append(location(stacks.location(node), symbols));
        }
        return text.toString();
    }

    private static String location(int location, Symbols s) {
        StringBuilder text = new StringBuilder();
        int mapping = s.locationMapping(location);
        if (mapping != Symbols.NO_MAPPING) {
            text.append(
                    "[%d-%d+%d %s %s %d]"
                            .formatted(
                                    s.mappingStart(mapping),
                                    s.mappingLimit(mapping),
                                    s.mappingOffset(mapping),
                                    s.strings().get(s.mappingFilename(mapping)),
                                    s.strings().get(s.mappingBuildId(mapping)),
                                    s.mappingFlags(mapping)));
        }
        text.append("@%d%s".formatted(s.locationAddress(location), s.isLocationFolded(location)));
        for (int line = s.lineStart(location); line < s.lineEnd(location); line++) {
            int function = s.lineFunction(line);
            text.append(
                    "(%s %s %s %d:%d)"
                            .formatted(
                                    s.strings().get(s.functionName(function)),
                                    s.strings().get(s.functionSystemName(function)),
                                    s.strings().get(s.functionFilename(function)),
                                    s.functionStartLine(function),
                                    s.lineNumber(line)));
        }
        return text.toString();
    }
}
