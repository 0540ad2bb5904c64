// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.TypeLabels;
import dev.hearth.formats.internal.Utf8;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;
import java.util.List;

/// Builds a profile from stacks whose frames are but names.
final class FrameStacks {

    private static final int UNKNOWN = -1;

    private final DecodeLimits limits;
    private final Budget budget;
    private final int maxDepth;
    private final int maxNameBytes;
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();
    private final int mapping = symbols.mapping(0, 0, 0, 0, 0, Symbols.HAS_FUNCTIONS);

    /// Location by string id.
    private final IntColumn locations = new IntColumn();

    private final int[] function = new int[1];
    private final long[] line = new long[1];
    private final IntColumn sampleStacks = new IntColumn();
    private final LongColumn sampleValues = new LongColumn();

    FrameStacks(DecodeLimits limits, Budget budget) {
        this.limits = limits;
        this.budget = budget;
        this.maxDepth = limits.maxStackDepth() > 0 ? limits.maxStackDepth() : Integer.MAX_VALUE;
        this.maxNameBytes =
                limits.maxSymbolBytes() > 0 ? limits.maxSymbolBytes() : Integer.MAX_VALUE;
    }

    /// Returns the stack that has one more frame than `parent`.
    ///
    /// @param depth frames of `parent`; if the limit allows no more, the parent is returned
    int push(int parent, int depth, byte[] name, int from, int to)
            throws MalformedProfileException {
        if (depth >= maxDepth) {
            return parent;
        }
        budget.charge(to - from);
        if (!Utf8.isValid(name, from, to)) {
            throw ProtoReader.malformed("a frame's name is not valid UTF-8");
        }
        int start = Utf8.tail(name, from, to, maxNameBytes);
        return stacks.push(parent, location(symbols.string(name, start, to - start)));
    }

    /// Returns the stack of a folded text: frames divided by `;`, the root first.
    int folded(byte[] text, int from, int to) throws MalformedProfileException {
        int stack = StackTable.ROOT;
        int depth = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text[i] == ';') {
                stack = push(stack, depth++, text, start, i);
                start = i + 1;
            }
        }
        return stack;
    }

    private int location(int name) {
        while (locations.size <= name) {
            locations.add(UNKNOWN);
        }
        if (locations.values[name] == UNKNOWN) {
            function[0] = symbols.function(name, name, 0, 0);
            locations.values[name] = symbols.location(mapping, 0, false, function, line, 0, 1);
        }
        return locations.values[name];
    }

    /// Adds a value to a stack; only positive ones count.
    void add(int stack, long value) {
        if (value > 0) {
            sampleStacks.add(stack);
            sampleValues.add(value);
        }
    }

    /// Returns the profile of all that was added.
    ///
    /// @param bytes length of the payload
    DecodedProfile finish(TextProfileType type, long sampleRate, long bytes)
            throws MalformedProfileException {
        long period = type.period(sampleRate);
        SampleType counted = type.counted(sampleRate);
        Samples samples = samples(Math.max(1, period));
        String periodType = period > 0 ? "cpu" : "";
        String periodUnit = period > 0 ? "nanoseconds" : "";
        Labels labels = TypeLabels.add(Labels.EMPTY, counted, periodType, periodUnit);
        Profile profile = new Profile(labels, ProfileId.NONE, false, 0, 0, period, samples);
        List<Profile> profiles = samples.size() == 0 ? List.of() : List.of(profile);
        return new DecodedProfile(
                new ProfileBatch(symbols.snapshot(), stacks.snapshot(), profiles),
                List.of(counted),
                bytes);
    }

    private Samples samples(long scale) throws MalformedProfileException {
        long[] keys = new long[sampleStacks.size];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) sampleStacks.values[i] << 32 | i;
        }
        Arrays.sort(keys);
        int[] found = new int[keys.length];
        long[] values = new long[keys.length];
        int size = 0;
        long total = 0;
        for (long key : keys) {
            int stack = (int) (key >>> 32);
            long value = scaled(sampleValues.values[(int) key], scale);
            total += value;
            if (total < 0) {
                throw tooMuch();
            }
            if (size == 0 || found[size - 1] != stack) {
                found[size++] = stack;
            }
            values[size - 1] += value;
        }
        if (limits.maxSamples() > 0 && size > limits.maxSamples()) {
            throw new MalformedProfileException(
                    Reason.SAMPLES_LIMIT,
                    "profile has %d stacks (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(size, limits.maxSamples()));
        }
        return new Samples(Arrays.copyOf(found, size), Arrays.copyOf(values, size), null, null);
    }

    private static long scaled(long value, long scale) throws MalformedProfileException {
        if (value > Long.MAX_VALUE / scale) {
            throw tooMuch();
        }
        return value * scale;
    }

    private static MalformedProfileException tooMuch() {
        return ProtoReader.malformed("values add up to more than %d".formatted(Long.MAX_VALUE));
    }
}
