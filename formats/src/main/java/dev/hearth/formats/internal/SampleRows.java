// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.model.Labels;
import dev.hearth.model.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Samples on their way into profiles, one row each: label set, stack, span and trace. Rows are
/// ordered and rows that are the same but for their values grouped once, for all sample types.
public final class SampleRows {

    public final IntColumn sets = new IntColumn();
    public final IntColumn stacks = new IntColumn();
    public final LongColumn spans = new LongColumn();
    public final LongColumn traceHighs = new LongColumn();
    public final LongColumn traceLows = new LongColumn();

    /// Where the values of a row start, one for each sample type.
    public final IntColumn valueStarts = new IntColumn();

    private boolean hasSpans;
    private boolean hasTraces;

    /// Rows in order: set, stack, span, trace.
    private final IntColumn order = new IntColumn();

    private final IntColumn setEnds = new IntColumn();

    /// Ends, in `order`, of runs of rows that differ in their values alone.
    private final IntColumn groupEnds = new IntColumn();

    private final IntColumn setGroupEnds = new IntColumn();
    private final LongColumn keys = new LongColumn();
    private final IntColumn spare = new IntColumn();
    private final IntColumn foundRows = new IntColumn();
    private final LongColumn foundValues = new LongColumn();

    /// Gives back what is longer than `keep` rows, and empties the rest.
    public void clear(int keep) {
        hasSpans = false;
        hasTraces = false;
        for (IntColumn column :
                new IntColumn[] {
                    sets,
                    stacks,
                    valueStarts,
                    order,
                    setEnds,
                    groupEnds,
                    setGroupEnds,
                    spare,
                    foundRows
                }) {
            column.clear(keep);
        }
        for (LongColumn column :
                new LongColumn[] {spans, traceHighs, traceLows, keys, foundValues}) {
            column.clear(keep);
        }
    }

    public void add(int set, int stack, long span, long traceHigh, long traceLow, int valueStart) {
        sets.add(set);
        stacks.add(stack);
        spans.add(span);
        traceHighs.add(traceHigh);
        traceLows.add(traceLow);
        valueStarts.add(valueStart);
        hasSpans |= span != 0;
        hasTraces |= (traceHigh | traceLow) != 0;
    }

    /// Makes sets one that are equal as text, though the payload gave their strings twice. To be
    /// called before [#sort].
    ///
    /// @param sets labels by the number that rows were added with
    /// @return labels by the number that rows have now
    public List<Labels> unite(List<Labels> sets) {
        if (sets.size() == 1) {
            return sets;
        }
        Map<Labels, Integer> numbers = new HashMap<>();
        List<Labels> united = new ArrayList<>(sets.size());
        int[] number = new int[sets.size()];
        for (int set = 0; set < number.length; set++) {
            Integer known = numbers.putIfAbsent(sets.get(set), united.size());
            number[set] = known == null ? united.size() : known;
            if (known == null) {
                united.add(sets.get(set));
            }
        }
        if (united.size() < number.length) {
            for (int row = 0; row < this.sets.size; row++) {
                this.sets.values[row] = number[this.sets.values[row]];
            }
        }
        return united;
    }

    /// Orders the rows that were added.
    public void sort(int setCount) {
        bySet(setCount);
        groupEnds.size = 0;
        setGroupEnds.size = 0;
        for (int set = 0; set < setCount; set++) {
            int from = IntColumn.start(setEnds, set);
            int to = setEnds.values[set];
            byStack(from, to);
            group(from, to);
            setGroupEnds.add(groupEnds.size);
        }
    }

    /// Rows that differ in more than their values, once they are ordered.
    public int groupCount() {
        return groupEnds.size;
    }

    private void bySet(int setCount) {
        int rows = sets.size;
        order.resize(rows);
        setEnds.fill(setCount, 0);
        for (int row = 0; row < rows; row++) {
            setEnds.values[sets.values[row]]++;
        }
        int start = 0;
        for (int set = 0; set < setCount; set++) {
            int count = setEnds.values[set];
            setEnds.values[set] = start;
            start += count;
        }
        for (int row = 0; row < rows; row++) {
            order.values[setEnds.values[sets.values[row]]++] = row;
        }
    }

    private void byStack(int from, int to) {
        keys.resize(to - from);
        long[] k = keys.values;
        for (int i = from; i < to; i++) {
            int row = order.values[i];
            k[i - from] = (long) stacks.values[row] << 32 | row;
        }
        Arrays.sort(k, 0, to - from);
        for (int i = from; i < to; i++) {
            order.values[i] = (int) k[i - from];
        }
        if (hasSpans || hasTraces) {
            int start = from;
            for (int i = from + 1; i <= to; i++) {
                if (i == to
                        || stacks.values[order.values[i]] != stacks.values[order.values[start]]) {
                    spare.resize(to);
                    IntOrder.sort(order.values, start, i, spare.values, this::compare);
                    start = i;
                }
            }
        }
    }

    private int compare(int left, int right) {
        int bySpan = Long.compare(spans.values[left], spans.values[right]);
        if (bySpan != 0) {
            return bySpan;
        }
        int byHigh = Long.compare(traceHighs.values[left], traceHighs.values[right]);
        return byHigh != 0 ? byHigh : Long.compare(traceLows.values[left], traceLows.values[right]);
    }

    private void group(int from, int to) {
        for (int i = from; i < to; i++) {
            if (i + 1 == to || !isSame(order.values[i], order.values[i + 1])) {
                groupEnds.add(i + 1);
            }
        }
    }

    private boolean isSame(int left, int right) {
        return stacks.values[left] == stacks.values[right]
                && (!(hasSpans || hasTraces) || compare(left, right) == 0);
    }

    /// The samples of one set and one sample type; empty if it has no positive value.
    ///
    /// @param values all values of the payload, none negative
    public Samples samples(int set, int type, long[] values) {
        return samples(set, type, values, null);
    }

    /// As above, with the moments of observation.
    ///
    /// @param times of the rows; null if none is known
    public Samples samples(int set, int type, long[] values, @Nullable RowTimes times) {
        if (times != null) {
            times.start();
        }
        int[] rowOf = room(foundRows, set);
        foundValues.resize(foundRows.size);
        long[] sums = foundValues.values;
        int found = 0;
        int i = IntColumn.start(setEnds, set);
        int lastGroup = setGroupEnds.values[set];
        for (int group = IntColumn.start(setGroupEnds, set); group < lastGroup; group++) {
            int end = groupEnds.values[group];
            int row = order.values[i];
            int start = i;
            long sum = 0;
            for (; i < end; i++) {
                sum += values[valueStarts.values[order.values[i]] + type];
            }
            if (sum > 0) {
                if (times != null) {
                    times.collect(order.values, start, end);
                }
                rowOf[found] = row;
                sums[found++] = sum;
            }
        }
        return collect(rowOf, sums, found, times);
    }

    private int[] room(IntColumn column, int set) {
        column.resize(setGroupEnds.values[set] - IntColumn.start(setGroupEnds, set));
        return column.values;
    }

    private Samples collect(int[] rowOf, long[] sums, int count, @Nullable RowTimes times) {
        int[] sampleStacks = new int[count];
        long[] sampleSpans = new long[hasSpans ? count : 0];
        long[] sampleTraces = new long[hasTraces ? 2 * count : 0];
        long anySpan = 0;
        long anyTrace = 0;
        for (int i = 0; i < count; i++) {
            int row = rowOf[i];
            sampleStacks[i] = stacks.values[row];
            if (hasSpans) {
                sampleSpans[i] = spans.values[row];
                anySpan |= sampleSpans[i];
            }
            if (hasTraces) {
                sampleTraces[2 * i] = traceHighs.values[row];
                sampleTraces[2 * i + 1] = traceLows.values[row];
                anyTrace |= sampleTraces[2 * i] | sampleTraces[2 * i + 1];
            }
        }
        return new Samples(
                sampleStacks,
                Arrays.copyOf(sums, count),
                anySpan != 0 ? sampleSpans : null,
                anyTrace != 0 ? sampleTraces : null,
                times == null ? null : times.finish());
    }
}
