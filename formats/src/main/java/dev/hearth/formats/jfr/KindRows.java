// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.SampleRows;

/// The samples of one kind of profile, with one or two values each.
final class KindRows {

    final SampleRows rows = new SampleRows();
    final LongColumn values = new LongColumn();
    private long firstTotal;
    private long secondTotal;

    int size() {
        return rows.sets.size;
    }

    /// Adds a sample with one value. One that is not positive counts for nothing.
    void add(int stack, ContextLabels context, long value) throws MalformedProfileException {
        if (value > 0) {
            row(stack, context);
            values.add(value);
            firstTotal = sum(firstTotal, value);
        }
    }

    /// Adds a sample that counts one. If its other value is negative it counts for nothing.
    void addOne(int stack, ContextLabels context, long value) throws MalformedProfileException {
        if (value >= 0) {
            row(stack, context);
            values.add(1);
            values.add(value);
            secondTotal = sum(secondTotal, value);
        }
    }

    private void row(int stack, ContextLabels context) {
        rows.add(
                context.set(),
                stack,
                context.span(),
                context.traceHigh(),
                context.traceLow(),
                values.size);
    }

    private static long sum(long total, long value) throws MalformedProfileException {
        long sum = total + value;
        if (sum < 0) {
            throw ProtoReader.malformed("values add up to more than %d".formatted(Long.MAX_VALUE));
        }
        return sum;
    }

    /// Gives back what is longer than `keep` rows, and empties the rest.
    void clear(int keep) {
        rows.clear(keep);
        values.clear(keep);
        firstTotal = 0;
        secondTotal = 0;
    }
}
