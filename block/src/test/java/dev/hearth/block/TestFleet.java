// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/// Profiles as real programs make them: some stacks are seen always, most now and then. Made on the
/// fly; the same numbers give the same profiles.
final class TestFleet {

    static final long INTERVAL = 15_000_000_000L;

    private static final int FUNCTIONS = 900;
    private static final int STACKS = 1600;
    private static final int LOCATIONS = 900;

    private TestFleet() {}

    /// @param services services of a tenant
    /// @param pods pods of a service; each has series of CPU and of memory
    /// @param profiles profiles of a series
    static SegmentContent.Tenant tenant(int services, int pods, long startNanos, int profiles) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        List<SegmentContent.Service> all = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            all.add(new Service(i, symbols, pods, startNanos, profiles));
        }
        return new SegmentContent.Tenant(new TenantId("a"), symbols.snapshot(), all);
    }

    private static final class Service implements SegmentContent.Service {

        private final int number;
        private final StackTable stacks;
        private final int[] leaves = new int[STACKS];
        private final int pods;
        private final long startNanos;
        private final int profiles;

        Service(int number, SymbolsBuilder symbols, int pods, long startNanos, int profiles) {
            this.number = number;
            this.pods = pods;
            this.startNanos = startNanos;
            this.profiles = profiles;
            SplittableRandom random = new SplittableRandom(number);
            int mapping =
                    symbols.mapping(0x400000, 0x1400000, 0, symbols.string("/app/" + number), 0, 7);
            int[] locations = new int[LOCATIONS];
            for (int i = 0; i < LOCATIONS; i++) {
                int owner = i % 4 == 0 ? -1 : number;
                int function = random.nextInt(FUNCTIONS);
                int name =
                        symbols.string(
                                "github.com/acme/service%d/internal/package%d.(*Type%d).method%d"
                                        .formatted(owner, function % 40, function % 173, function));
                int file =
                        symbols.string(
                                "/src/acme/service%d/internal/package%d/file%d.go"
                                        .formatted(owner, function % 40, function % 90));
                int[] functions = {symbols.function(name, name, file, function * 7L % 900)};
                long[] lines = {function * 7L % 900 + random.nextInt(60)};
                locations[i] =
                        symbols.location(
                                mapping,
                                0x400000 + random.nextInt(1 << 24),
                                false,
                                functions,
                                lines,
                                0,
                                1);
            }
            StackTableBuilder builder = new StackTableBuilder();
            for (int i = 0; i < STACKS; i++) {
                int node = i == 0 ? 0 : leaves[random.nextInt(i)];
                int deeper = 1 + random.nextInt(5);
                for (int k = 0; k < deeper; k++) {
                    node = builder.push(node, locations[random.nextInt(LOCATIONS)]);
                }
                leaves[i] = node;
            }
            this.stacks = builder.snapshot();
        }

        @Override
        public String service() {
            return "service-%02d".formatted(number);
        }

        @Override
        public StackTable stacks() {
            return stacks;
        }

        @Override
        public int seriesCount() {
            return 2 * pods;
        }

        @Override
        public Labels labels(int series) {
            return Labels.of(
                    Labels.SERVICE_NAME,
                    service(),
                    Labels.PROFILE_TYPE,
                    series % 2 == 0
                            ? "process_cpu:cpu:nanoseconds:cpu:nanoseconds"
                            : "memory:alloc_space:bytes:space:bytes",
                    "namespace",
                    "prod",
                    "pod",
                    "%s-7f9c6d-%03d".formatted(service(), series / 2));
        }

        @Override
        public Iterable<Profile> profiles(int series) {
            return () ->
                    new Iterator<>() {
                        private int next;

                        @Override
                        public boolean hasNext() {
                            return next < profiles;
                        }

                        @Override
                        public Profile next() {
                            return profile(series, next++);
                        }
                    };
        }

        private Profile profile(int series, int index) {
            long time = startNanos + index * INTERVAL + series * 37_123_457L;
            SplittableRandom random = new SplittableRandom(time * 31 + number);
            SplittableRandom steady = new SplittableRandom(series);
            long[] counts = new long[stacks.size()];
            int used = 0;
            for (int i = 0; i < 1000; i++) {
                int leaf = leaves[steady.nextInt(STACKS)];
                if (random.nextInt(10) == 0) {
                    leaf = leaves[random.nextInt(STACKS)];
                }
                used += counts[leaf] == 0 ? 1 : 0;
                counts[leaf] += 1 + (long) (1 / (0.001 + random.nextDouble()));
            }
            int[] ids = new int[used];
            long[] values = new long[used];
            int at = 0;
            for (int leaf = 0; leaf < counts.length; leaf++) {
                if (counts[leaf] > 0) {
                    ids[at] = leaf;
                    values[at++] = counts[leaf] * (series % 2 == 0 ? 10_000_000 : 512);
                }
            }
            return new Profile(
                    labels(series),
                    new ProfileId(random.nextLong(), random.nextLong()),
                    false,
                    time,
                    INTERVAL,
                    10_000_000,
                    new Samples(ids, values, null, null));
        }
    }
}
