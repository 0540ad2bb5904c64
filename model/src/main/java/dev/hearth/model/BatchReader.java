// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a [BatchWriter] wrote, from bytes that may be anything.
final class BatchReader {

    private final ColumnReader in;

    BatchReader(ColumnReader in) {
        this.in = in;
    }

    ProfileBatch read() throws MalformedBatchException {
        long version = in.number();
        if (version != ProfileBatchCodec.VERSION) {
            throw new MalformedBatchException(
                    "batch has version %d (expected %d)"
                            .formatted(version, ProfileBatchCodec.VERSION));
        }
        Symbols symbols = new SymbolsReader(in).read();
        StackTable stacks = stacks(symbols.locationCount());
        String[] texts = labelTexts();
        int count = in.count(21);
        List<Profile> profiles = new ArrayList<>(count);
        long time = 0;
        int[] before = new int[0];
        for (int i = 0; i < count; i++) {
            Profile profile = profile(time, before, stacks.size(), texts);
            profiles.add(profile);
            time = profile.timeNanos();
            before = profile.samples().stacks();
        }
        if (in.remaining() != 0) {
            throw in.malformed("has %d bytes more than it needs".formatted(in.remaining()));
        }
        return new ProfileBatch(symbols, stacks, profiles);
    }

    private StackTable stacks(int locationCount) throws MalformedBatchException {
        int size = in.count(2) + 1;
        int[] parents = new int[size];
        int[] locations = new int[size];
        for (int id = 1; id < size; id++) {
            parents[id] = id - 1 - in.id(in.number(), id);
        }
        locations[StackTable.ROOT] = -1;
        int next = 0;
        for (int id = 1; id < size; id++) {
            int location = in.id(next - in.signed(), locationCount);
            locations[id] = location;
            next = Math.max(next, location + 1);
        }
        return new StackTable(parents, locations, size);
    }

    private String[] labelTexts() throws MalformedBatchException {
        int count = in.count(1);
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = in.count(1);
        }
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = new String(in.raw(lengths[i]), StandardCharsets.UTF_8);
        }
        return texts;
    }

    private Profile profile(long timeBefore, int[] before, int stackCount, String[] texts)
            throws MalformedBatchException {
        long flags = in.number();
        ProfileId id = new ProfileId(in.fixed(), in.fixed());
        long time = timeBefore + in.signed();
        long duration = in.signed();
        long period = in.signed();
        String[] pairs = new String[2 * in.count(2)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = texts[in.id(in.number(), texts.length)];
        }
        int[] stacks = (flags & BatchWriter.SAME_STACKS) != 0 ? before : sampleStacks(stackCount);
        long[] values = values(stacks.length);
        return new Profile(
                Labels.ofSorted(pairs),
                id,
                (flags & BatchWriter.RETRYABLE) != 0,
                time,
                duration,
                period,
                new Samples(
                        stacks,
                        values,
                        ids(flags & BatchWriter.SPANS, stacks.length, 1),
                        ids(flags & BatchWriter.TRACES, stacks.length, 2),
                        (flags & BatchWriter.TIMES) == 0
                                ? null
                                : TimesCodec.read(in, values, time)));
    }

    private int[] sampleStacks(int stackCount) throws MalformedBatchException {
        int[] stacks = new int[in.count(2)];
        int before = 0;
        for (int i = 0; i < stacks.length; i++) {
            before = before + in.id(in.number(), stackCount - before);
            stacks[i] = before;
        }
        return stacks;
    }

    private long[] values(int count) throws MalformedBatchException {
        in.expect(count);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.number();
            if (values[i] <= 0) {
                throw in.malformed(
                        "has sample value %d (expected a positive one)".formatted(values[i]));
            }
        }
        return values;
    }

    /// Reads a column of ids of `words` numbers each.
    private long @Nullable [] ids(long flag, int count, int words) throws MalformedBatchException {
        if (flag == 0) {
            return null;
        }
        in.expect(count);
        long[] ids = new long[count * words];
        long first = 0;
        long last = 0;
        for (int i = 0; i < ids.length; i += words) {
            long kind = in.number();
            if (kind == 2) {
                first = in.fixed();
                last = words == 2 ? in.fixed() : first;
            } else if (kind > 2 || kind < 0) {
                throw in.malformed("has id kind %d (expected 0 to 2)".formatted(kind));
            }
            if (kind != 0) {
                ids[i] = first;
                ids[i + words - 1] = last;
            }
        }
        return ids;
    }
}
