// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Makes batches of small random profiles whose names, stacks and series overlap a lot.
final class RandomBatches {

    private final RandomGenerator random;
    private long nextId = 1;

    RandomBatches(RandomGenerator random) {
        this.random = random;
    }

    /// A batch of one service with one to four profiles, each with an id of its own.
    ProfileBatch next(String service, boolean isRetryable) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        int[] locations = new int[1 + random.nextInt(12)];
        for (int i = 0; i < locations.length; i++) {
            locations[i] = location(symbols);
        }
        int nodes = 1 + random.nextInt(30);
        for (int i = 0; i < nodes; i++) {
            stacks.push(random.nextInt(stacks.size()), locations[random.nextInt(locations.length)]);
        }
        List<Profile> profiles = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            profiles.add(
                    new Profile(
                            Labels.of(
                                    Labels.SERVICE_NAME,
                                    service,
                                    "pod",
                                    "pod-" + random.nextInt(3)),
                            new ProfileId(0x5eedL, nextId++),
                            isRetryable,
                            random.nextInt(1000),
                            random.nextInt(10),
                            random.nextInt(3),
                            samples(stacks.snapshot())));
        }
        return new ProfileBatch(symbols.snapshot(), stacks.snapshot(), profiles);
    }

    private int location(SymbolsBuilder symbols) {
        int lines = random.nextInt(3);
        int[] functions = new int[lines];
        long[] numbers = new long[lines];
        for (int i = 0; i < lines; i++) {
            int name = symbols.string("f" + random.nextInt(20));
            functions[i] =
                    symbols.function(
                            name,
                            name,
                            symbols.string("file" + random.nextInt(3)),
                            random.nextInt(2));
            numbers[i] = random.nextInt(4);
        }
        int mapping =
                random.nextBoolean()
                        ? Symbols.NO_MAPPING
                        : symbols.mapping(
                                random.nextInt(2),
                                4096,
                                0,
                                symbols.string("bin" + random.nextInt(2)),
                                symbols.string("build"),
                                random.nextInt(16));
        return symbols.location(
                mapping, random.nextInt(5), random.nextInt(8) == 0, functions, numbers, 0, lines);
    }

    private Samples samples(StackTable stacks) {
        TreeSet<Integer> chosen = new TreeSet<>();
        int wanted = 1 + random.nextInt(stacks.size());
        for (int i = 0; i < wanted; i++) {
            chosen.add(random.nextInt(stacks.size()));
        }
        int perStack = random.nextInt(4) == 0 ? 2 : 1;
        boolean hasSpans = perStack == 2 || random.nextInt(3) == 0;
        boolean hasTraces = random.nextInt(3) == 0;
        int size = chosen.size() * perStack;
        int[] ids = new int[size];
        long[] values = new long[size];
        long[] spans = new long[size];
        long[] traces = new long[2 * size];
        int i = 0;
        for (int stack : chosen) {
            for (int j = 0; j < perStack; j++) {
                ids[i] = stack;
                values[i] = 1 + (random.nextLong() >>> 1 >>> random.nextInt(63)) / 2;
                spans[i] = j == 0 ? random.nextInt(2) : 2 + random.nextInt(3);
                if (random.nextBoolean()) {
                    traces[2 * i] = random.nextInt(2);
                    traces[2 * i + 1] = -random.nextInt(3);
                }
                i++;
            }
        }
        return new Samples(
                ids,
                values,
                hasSpans ? spans : null,
                hasTraces ? traces : null,
                random.nextInt(3) == 0 ? times(values) : null);
    }

    private SampleTimes times(long[] values) {
        int[] ends = new int[values.length];
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < ends.length; i++) {
            List<long[]> own = new ArrayList<>();
            int count = (int) Math.min(values[i], random.nextInt(4));
            for (int k = 0; k < count; k++) {
                own.add(new long[] {random.nextInt(-9, 1000), values[i] / count});
            }
            own.sort(Arrays::compare);
            all.addAll(own);
            ends[i] = all.size();
        }
        return new SampleTimes(
                ends,
                all.stream().mapToLong(one -> one[0]).toArray(),
                all.stream().mapToLong(one -> one[1]).toArray());
    }
}
