// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Random content of segments.
final class TestContent {

    /// How large a random tenant is, and whether it has spans and traces.
    record Shape(int services, int series, int profiles, int samples, boolean hasSpans) {}

    /// A service in memory.
    record Service(
            String service, StackTable stacks, List<Labels> series, List<List<Profile>> profiles)
            implements SegmentContent.Service {

        @Override
        public int seriesCount() {
            return series.size();
        }

        @Override
        public Labels labels(int id) {
            return series.get(id);
        }

        @Override
        public Iterable<Profile> profiles(int id) {
            return profiles.get(id);
        }
    }

    private TestContent() {}

    static SegmentContent.Tenant tenant(RandomGenerator random, String id, Shape shape) {
        return tenant(random, id, shape, 40);
    }

    /// @param names how many names the 40 functions have
    static SegmentContent.Tenant tenant(RandomGenerator random, String id, Shape shape, int names) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        addLocations(random, symbols, names);
        List<SegmentContent.Service> services = new ArrayList<>();
        for (int i = 0; i < shape.services; i++) {
            services.add(service(random, "service-" + (char) ('a' + i), symbols, shape));
        }
        return new SegmentContent.Tenant(new TenantId(id), symbols.snapshot(), services);
    }

    private static void addLocations(RandomGenerator random, SymbolsBuilder symbols, int names) {
        int[] mappings = {
            Symbols.NO_MAPPING,
            symbols.mapping(4096, 8192, 16, symbols.string("/bin/app"), symbols.string("ab12"), 5)
        };
        for (int i = 0; i < 40; i++) {
            int name = symbols.string("pkg.function" + i % names);
            int file = symbols.string("file" + i % 5 + ".go");
            int[] functions = {symbols.function(name, name, file, i), i == 0 ? 0 : i - 1};
            long[] lines = {10L * i, 10L * i + 1};
            int lineCount = i % 7 == 0 ? 0 : 1 + i % 2;
            symbols.location(
                    mappings[i % 2], 4096 + i, i % 11 == 0, functions, lines, 0, lineCount);
        }
        symbols.location(-1, random.nextLong(), false, new int[0], new long[0], 0, 0);
    }

    private static Service service(
            RandomGenerator random, String name, SymbolsBuilder symbols, Shape shape) {
        StackTableBuilder stacks = new StackTableBuilder();
        for (int i = 0; i < 200; i++) {
            stacks.push(random.nextInt(stacks.size()), random.nextInt(symbols.locationCount()));
        }
        List<Labels> series = new ArrayList<>();
        List<List<Profile>> profiles = new ArrayList<>();
        for (int i = 0; i < shape.series; i++) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            name,
                            Labels.PROFILE_TYPE,
                            i % 2 == 0 ? "process_cpu:cpu:nanoseconds::" : "memory:space:bytes::",
                            "pod",
                            "pod-" + (shape.series - i));
            series.add(labels);
            profiles.add(profiles(random, labels, stacks.size(), shape));
        }
        return new Service(name, stacks.snapshot(), series, profiles);
    }

    private static List<Profile> profiles(
            RandomGenerator random, Labels labels, int stacks, Shape shape) {
        List<Profile> profiles = new ArrayList<>();
        long time = 1_700_000_000_000_000_000L + random.nextInt(1000);
        for (int i = 0; i < shape.profiles; i++) {
            profiles.add(
                    new Profile(
                            labels,
                            new ProfileId(random.nextLong(), random.nextLong()),
                            random.nextBoolean(),
                            time,
                            15_000_000_000L,
                            10_000_000,
                            samples(random, stacks, shape),
                            i % 3 == 1));
            time += random.nextInt(20) * 1_000_000_000L;
        }
        return profiles;
    }

    private static Samples samples(RandomGenerator random, int stacks, Shape shape) {
        TreeSet<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < shape.samples; i++) {
            chosen.add(random.nextInt(stacks));
        }
        int[] ids = chosen.stream().mapToInt(Integer::intValue).toArray();
        long[] values = new long[ids.length];
        long[] spans = new long[ids.length];
        long[] traces = new long[2 * ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = 10_000_000L * random.nextInt(1, 9);
            spans[i] = random.nextInt(4);
            traces[2 * i] = random.nextInt(3);
            traces[2 * i + 1] = random.nextInt(2);
        }
        return new Samples(
                ids, values, shape.hasSpans ? spans : null, shape.hasSpans ? traces : null);
    }

    /// The same tenant with its profiles at random times of a range.
    static SegmentContent.Tenant spread(
            RandomGenerator random, SegmentContent.Tenant tenant, long from, long length) {
        List<SegmentContent.Service> services = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            List<Labels> series = new ArrayList<>();
            List<List<Profile>> profiles = new ArrayList<>();
            for (int i = 0; i < service.seriesCount(); i++) {
                series.add(service.labels(i));
                List<Profile> moved = new ArrayList<>();
                for (Profile profile : service.profiles(i)) {
                    moved.add(
                            new Profile(
                                    profile.labels(),
                                    profile.id(),
                                    profile.isRetryable(),
                                    from + random.nextLong(length),
                                    random.nextInt(3) * 1_000_000_000L,
                                    random.nextInt(3),
                                    profile.samples(),
                                    profile.isMarked()));
                }
                moved.sort(Comparator.comparingLong(Profile::timeNanos));
                profiles.add(moved);
            }
            services.add(new Service(service.service(), service.stacks(), series, profiles));
        }
        return new SegmentContent.Tenant(tenant.tenant(), tenant.symbols(), services);
    }

    /// The same tenant with observations: up to `most` of a sample.
    static SegmentContent.Tenant observed(
            RandomGenerator random, SegmentContent.Tenant tenant, int most) {
        List<SegmentContent.Service> services = new ArrayList<>();
        for (SegmentContent.Service service : tenant.datasets()) {
            List<Labels> series = new ArrayList<>();
            List<List<Profile>> profiles = new ArrayList<>();
            for (int i = 0; i < service.seriesCount(); i++) {
                series.add(service.labels(i));
                List<Profile> observed = new ArrayList<>();
                service.profiles(i)
                        .forEach(profile -> observed.add(observed(random, profile, most)));
                profiles.add(observed);
            }
            services.add(new Service(service.service(), service.stacks(), series, profiles));
        }
        return new SegmentContent.Tenant(tenant.tenant(), tenant.symbols(), services);
    }

    private static Profile observed(RandomGenerator random, Profile profile, int most) {
        Samples samples = profile.samples();
        int[] ends = new int[samples.size()];
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < ends.length; i++) {
            List<long[]> own = new ArrayList<>();
            int count = random.nextInt(most + 1);
            for (int k = 0; k < count; k++) {
                long time = profile.timeNanos() + random.nextInt(15) * 1_000_000_000L;
                own.add(new long[] {time, 1 + random.nextLong(samples.values()[i] / count)});
            }
            own.sort(Arrays::compare);
            all.addAll(own);
            ends[i] = all.size();
        }
        SampleTimes times =
                new SampleTimes(
                        ends,
                        all.stream().mapToLong(one -> one[0]).toArray(),
                        all.stream().mapToLong(one -> one[1]).toArray());
        return new Profile(
                profile.labels(),
                profile.id(),
                profile.isRetryable(),
                profile.timeNanos(),
                profile.durationNanos(),
                profile.period(),
                new Samples(
                        samples.stacks(),
                        samples.values(),
                        samples.spans(),
                        samples.traces(),
                        times),
                profile.isMarked());
    }

    static SegmentContent segment(
            String partition, long start, long end, SegmentContent.Tenant... tenants) {
        List<SegmentContent.RetryId> retries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            retries.add(new SegmentContent.RetryId(new ProfileId(9 - i, i), 1000 + i));
        }
        return new SegmentContent(partition, start, end, List.of(tenants), retries);
    }
}
