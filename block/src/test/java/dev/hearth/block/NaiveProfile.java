// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A profile as text, whichever way it was stored.
///
/// @param rest id, duration and period
/// @param samples sorted
record NaiveProfile(Labels labels, long time, String rest, long total, List<String> samples)
        implements Comparable<NaiveProfile> {

    @Override
    public int compareTo(NaiveProfile other) {
        return toString().compareTo(other.toString());
    }

    static String sample(String stack, long value, long span, long traceHigh, long traceLow) {
        return "%s = %d span %x trace %x%x".formatted(stack, value, span, traceHigh, traceLow);
    }

    static String observation(long time, long value) {
        return "@%d %d".formatted(time, value);
    }

    static String bucket(Labels labels, long time, long total, long profiles) {
        return "%s %d %d %d".formatted(labels, time, total, profiles);
    }

    /// All profiles of a tenant.
    static List<NaiveProfile> of(SegmentContent.Tenant tenant) {
        List<NaiveProfile> all = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            for (int series = 0; series < service.seriesCount(); series++) {
                for (Profile profile : service.profiles(series)) {
                    all.add(
                            new NaiveProfile(
                                    service.labels(series),
                                    profile.timeNanos(),
                                    "%x-%x %d %d %b"
                                            .formatted(
                                                    profile.id().high(),
                                                    profile.id().low(),
                                                    profile.durationNanos(),
                                                    profile.period(),
                                                    profile.isMarked()),
                                    profile.samples().total(),
                                    samples(tenant.symbols(), service.stacks(), profile)));
                }
            }
        }
        return all;
    }

    private static List<String> samples(Symbols symbols, StackTable stacks, Profile profile) {
        Samples from = profile.samples();
        List<String> lines = new ArrayList<>();
        long[] spans = from.spans();
        long[] traces = from.traces();
        SampleTimes times = from.times();
        for (int i = 0; i < from.size(); i++) {
            StringBuilder line = new StringBuilder();
            line.append(
                    sample(
                            SegmentContents.stack(symbols, stacks, from.stacks()[i]),
                            from.values()[i],
                            spans == null ? 0 : spans[i],
                            traces == null ? 0 : traces[2 * i],
                            traces == null ? 0 : traces[2 * i + 1]));
            for (int k = times == null ? 0 : times.start(i);
                    times != null && k < times.end(i);
                    k++) {
                line.append(' ').append(observation(times.nanos()[k], times.values()[k]));
            }
            lines.add(line.toString());
        }
        Collections.sort(lines);
        return lines;
    }

    /// Sums by stack and bucket.
    static Map<String, Long> sums(List<NaiveProfile> profiles, long length) {
        Map<String, Long> sums = new TreeMap<>();
        for (NaiveProfile profile : profiles) {
            long start = Math.floorDiv(profile.time, length) * length;
            for (String sample : profile.samples) {
                sums.merge(profile.labels + " " + start + stack(sample), value(sample), Long::sum);
            }
        }
        return sums;
    }

    private static String stack(String sample) {
        return sample.substring(0, sample.indexOf(" = "));
    }

    private static long value(String sample) {
        return Long.parseLong(sample.substring(sample.indexOf(" = ") + 3).split(" ", 2)[0]);
    }

    /// Buckets, sorted.
    static List<String> buckets(List<NaiveProfile> profiles, long length) {
        Map<String, long[]> sums = new TreeMap<>();
        for (NaiveProfile profile : profiles) {
            long start = Math.floorDiv(profile.time, length) * length;
            long[] sum = sums.computeIfAbsent(profile.labels + " " + start, _ -> new long[2]);
            sum[0] += profile.total;
            sum[1]++;
        }
        List<String> buckets = new ArrayList<>();
        for (Map.Entry<String, long[]> each : sums.entrySet()) {
            buckets.add(
                    "%s %d %d".formatted(each.getKey(), each.getValue()[0], each.getValue()[1]));
        }
        Collections.sort(buckets);
        return buckets;
    }

    /// What functions cost by the hour: by service, type, function and hour, self and total.
    static Map<String, List<Long>> costs(List<NaiveProfile> profiles) {
        long hour = 3_600_000_000_000L;
        Map<String, List<Long>> costs = new TreeMap<>();
        for (NaiveProfile profile : profiles) {
            String prefix =
                    profile.labels.getOrEmpty(Labels.SERVICE_NAME)
                            + " "
                            + profile.labels.getOrEmpty(Labels.PROFILE_TYPE)
                            + " ";
            String suffix = " " + Math.floorDiv(profile.time, hour) * hour;
            for (String sample : profile.samples) {
                List<List<String>> path = functions(stack(sample));
                long value = value(sample);
                Set<String> named = new TreeSet<>();
                path.forEach(named::addAll);
                for (String name : named) {
                    costs.merge(prefix + name + suffix, List.of(0L, value), NaiveProfile::add);
                }
                path.removeIf(List::isEmpty);
                if (!path.isEmpty()) {
                    String name = path.getFirst().getFirst();
                    costs.merge(prefix + name + suffix, List.of(value, 0L), NaiveProfile::add);
                }
            }
        }
        return costs;
    }

    private static List<Long> add(List<Long> a, List<Long> b) {
        return List.of(a.getFirst() + b.getFirst(), a.getLast() + b.getLast());
    }

    /// Names of the functions of each location, leaf first.
    private static List<List<String>> functions(String stack) {
        List<List<String>> path = new ArrayList<>();
        for (String location : stack.split(" <- ", -1)) {
            if (!location.isEmpty()) {
                List<String> names = new ArrayList<>();
                for (String word : location.split(" ", -1)) {
                    if (word.contains("|")) {
                        names.add(word.substring(0, word.indexOf('|')));
                    }
                }
                path.add(names);
            }
        }
        return path;
    }
}
