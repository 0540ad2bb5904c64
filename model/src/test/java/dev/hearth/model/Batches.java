// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Batches for tests.
final class Batches {

    private Batches() {}

    /// A batch of any content that the types allow, with numbers at their edges.
    static ProfileBatch random(RandomGenerator random) {
        SymbolsBuilder symbols = symbols(random);
        StackTableBuilder stacks = new StackTableBuilder();
        if (symbols.locationCount() > 0) {
            for (int i = random.nextInt(200); i > 0; i--) {
                stacks.push(random.nextInt(stacks.size()), random.nextInt(symbols.locationCount()));
            }
        }
        List<Profile> profiles = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            Samples again =
                    profiles.isEmpty() || random.nextBoolean()
                            ? null
                            : profiles.getLast().samples();
            int[] ids = again == null ? stackIds(random, stacks.size()) : again.stacks().clone();
            profiles.add(profile(random, ids));
        }
        return new ProfileBatch(symbols.snapshot(), stacks.snapshot(), profiles);
    }

    private static SymbolsBuilder symbols(RandomGenerator random) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        for (int i = random.nextInt(50); i > 0; i--) {
            symbols.string(text(random));
        }
        int strings = symbols.stringCount();
        int mappings = random.nextInt(4);
        for (int i = 0; i < mappings; i++) {
            symbols.mapping(
                    edge(random),
                    edge(random),
                    edge(random),
                    random.nextInt(strings),
                    random.nextInt(strings),
                    random.nextInt(16));
        }
        int count = mappings == 0 ? 0 : symbols.mapping(0, 0, 0, 0, 0, 0) + 1;
        for (int i = random.nextInt(40); i > 0; i--) {
            symbols.function(
                    random.nextInt(strings),
                    random.nextInt(strings),
                    random.nextInt(strings),
                    edge(random));
        }
        for (int i = random.nextInt(60); i > 0; i--) {
            int lines = symbols.functionCount() == 0 ? 0 : random.nextInt(4);
            int[] functions = new int[lines + 1];
            long[] numbers = new long[lines + 1];
            for (int line = 0; line < lines; line++) {
                functions[line + 1] = random.nextInt(symbols.functionCount());
                numbers[line + 1] = edge(random);
            }
            symbols.location(
                    random.nextInt(count + 1) - 1,
                    edge(random),
                    random.nextBoolean(),
                    functions,
                    numbers,
                    1,
                    lines + 1);
        }
        return symbols;
    }

    private static Profile profile(RandomGenerator random, int[] stacks) {
        long[] values = new long[stacks.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(1, edge(random) & Long.MAX_VALUE);
        }
        String[] labels = new String[2 * random.nextInt(6)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = text(random);
        }
        return new Profile(
                Labels.of(labels),
                new ProfileId(random.nextLong(), random.nextLong()),
                random.nextBoolean(),
                edge(random),
                edge(random),
                edge(random),
                new Samples(
                        stacks,
                        values,
                        random.nextBoolean() ? null : someIds(random, stacks.length),
                        random.nextBoolean() ? null : someIds(random, 2 * stacks.length),
                        random.nextBoolean() ? null : times(random, values)));
    }

    private static SampleTimes times(RandomGenerator random, long[] values) {
        int[] ends = new int[values.length];
        List<long[]> observations = new ArrayList<>();
        for (int sample = 0; sample < values.length; sample++) {
            List<long[]> own = new ArrayList<>();
            long rest = values[sample];
            for (int i = random.nextInt(4); i > 0 && rest > 0; i--) {
                long value = random.nextBoolean() ? rest : random.nextLong(rest) + 1;
                own.add(new long[] {random.nextBoolean() ? 7 : edge(random), value});
                rest -= value;
            }
            own.sort(java.util.Arrays::compare);
            observations.addAll(own);
            ends[sample] = observations.size();
        }
        return new SampleTimes(
                ends,
                observations.stream().mapToLong(one -> one[0]).toArray(),
                observations.stream().mapToLong(one -> one[1]).toArray());
    }

    private static int[] stackIds(RandomGenerator random, int limit) {
        return random.ints(1 + random.nextInt(50), 0, limit).sorted().toArray();
    }

    private static long[] someIds(RandomGenerator random, int length) {
        return random.longs(length, -2, 3).map(id -> id == 2 ? edge(random) : id).toArray();
    }

    static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint("aé漢😀/.".codePoints().toArray()[random.nextInt(6)]);
        }
        return text.toString();
    }

    static long edge(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            case 2 -> Long.MAX_VALUE - random.nextInt(2);
            case 3 -> random.nextLong();
            default -> random.nextInt(300);
        };
    }

    /// All that a batch says, as text: equal batches and only they are equal.
    static String describe(ProfileBatch batch) {
        StringBuilder text = new StringBuilder();
        Symbols s = batch.symbols();
        for (int i = 0; i < s.strings().size(); i++) {
            text.append("s ").append(s.strings().get(i)).append('\n');
        }
        for (int i = 0; i < s.mappingCount(); i++) {
            text.append(
                    "m %d %d %d %d %d %d%n"
                            .formatted(
                                    s.mappingStart(i),
                                    s.mappingLimit(i),
                                    s.mappingOffset(i),
                                    s.mappingFilename(i),
                                    s.mappingBuildId(i),
                                    s.mappingFlags(i)));
        }
        for (int i = 0; i < s.functionCount(); i++) {
            text.append(
                    "f %d %d %d %d%n"
                            .formatted(
                                    s.functionName(i),
                                    s.functionSystemName(i),
                                    s.functionFilename(i),
                                    s.functionStartLine(i)));
        }
        for (int i = 0; i < s.locationCount(); i++) {
            text.append(
                    "l %d %d %b"
                            .formatted(
                                    s.locationMapping(i),
                                    s.locationAddress(i),
                                    s.isLocationFolded(i)));
            for (int line = s.lineStart(i); line < s.lineEnd(i); line++) {
                text.append(" %d:%d".formatted(s.lineFunction(line), s.lineNumber(line)));
            }
            text.append('\n');
        }
        for (int i = 0; i < batch.stacks().size(); i++) {
            text.append(
                    "n %d %d%n".formatted(batch.stacks().parent(i), batch.stacks().location(i)));
        }
        for (Profile p : batch.profiles()) {
            text.append(
                    "p %s %s %b %d %d %d %s %s %s %s%s%n"
                            .formatted(
                                    p.labels(),
                                    p.id(),
                                    p.isRetryable(),
                                    p.timeNanos(),
                                    p.durationNanos(),
                                    p.period(),
                                    java.util.Arrays.toString(p.samples().stacks()),
                                    java.util.Arrays.toString(p.samples().values()),
                                    java.util.Arrays.toString(p.samples().spans()),
                                    java.util.Arrays.toString(p.samples().traces()),
                                    describe(p.samples().times())));
        }
        return text.toString();
    }

    private static String describe(@Nullable SampleTimes times) {
        return times == null
                ? ""
                : " %s %s %s"
                        .formatted(
                                java.util.Arrays.toString(times.ends()),
                                java.util.Arrays.toString(times.nanos()),
                                java.util.Arrays.toString(times.values()));
    }
}
