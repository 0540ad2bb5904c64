// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.model.Samples;
import java.util.Arrays;

/// The values of one profile's stacks, added up by stack.
public final class StackValues {

    private final DecodeLimits limits;
    private final IntColumn stacks = new IntColumn();
    private final LongColumn values = new LongColumn();

    /// @param limits how many stacks a profile may have
    public StackValues(DecodeLimits limits) {
        this.limits = limits;
    }

    /// Adds a value to a stack; only positive ones count.
    public void add(int stack, long value) {
        if (value > 0) {
            stacks.add(stack);
            values.add(value);
        }
    }

    /// Begins the next profile.
    public void clear() {
        stacks.size = 0;
        values.size = 0;
    }

    /// Returns what was added.
    ///
    /// @param scale by what values are multiplied, at least 1
    public Samples samples(long scale) throws MalformedProfileException {
        long[] keys = new long[stacks.size];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) stacks.values[i] << 32 | i;
        }
        Arrays.sort(keys);
        int[] found = new int[keys.length];
        long[] sums = new long[keys.length];
        int size = 0;
        long total = 0;
        for (long key : keys) {
            int stack = (int) (key >>> 32);
            long value = scaled(values.values[(int) key], scale);
            total += value;
            if (total < 0) {
                throw tooMuch();
            }
            if (size == 0 || found[size - 1] != stack) {
                found[size++] = stack;
            }
            sums[size - 1] += value;
        }
        if (limits.maxSamples() > 0 && size > limits.maxSamples()) {
            throw new MalformedProfileException(
                    Reason.SAMPLES_LIMIT,
                    "profile has %d stacks (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(size, limits.maxSamples()));
        }
        return new Samples(Arrays.copyOf(found, size), Arrays.copyOf(sums, size), null, null);
    }

    private static long scaled(long value, long scale) throws MalformedProfileException {
        if (value > Long.MAX_VALUE / scale) {
            throw tooMuch();
        }
        return value * scale;
    }

    /// The exception for values that no number holds.
    public static MalformedProfileException tooMuch() {
        return ProtoReader.malformed("values add up to more than %d".formatted(Long.MAX_VALUE));
    }
}
