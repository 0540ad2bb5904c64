// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.RowHash;
import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The labels, span and trace of samples. Sample by sample only numbers are handled; labels are
/// made once for each context and span name.
///
/// A context may name span and trace as labels too; what the event itself says goes before that.
/// Names that start with `__` are the series' own, and count for nothing.
final class ContextLabels {

    private static final String SPAN = "span_id";
    private static final String OLD_SPAN = "profile_id";
    private static final String TRACE = "trace_id";
    private static final String SPAN_NAME = "span_name";

    private static final int SPAN_DIGITS = 16;
    private static final int INITIAL_SLOTS = 64;

    private final int maxLabels;
    private final LabelsSnapshot snapshot = new LabelsSnapshot();
    private final RowHash rowHash = new RowHash();

    /// Known pairs of context and span name, as rows of the snapshot, with what they stand for.
    private final LongColumn pairs = new LongColumn();

    private final IntColumn pairSets = new IntColumn();
    private final LongColumn pairSpans = new LongColumn();
    private final LongColumn pairTraceHighs = new LongColumn();
    private final LongColumn pairTraceLows = new LongColumn();
    private int[] slots = new int[INITIAL_SLOTS];

    private final List<Labels> sets = new ArrayList<>();
    private final Map<Labels, Integer> setNumbers = new HashMap<>();
    private Budget budget = new Budget(0);

    private int set;
    private long span;
    private long traceHigh;
    private long traceLow;

    ContextLabels(DecodeLimits limits) {
        this.maxLabels =
                limits.maxSampleLabels() > 0 ? limits.maxSampleLabels() : Integer.MAX_VALUE;
    }

    /// Starts on a recording.
    ///
    /// @param body holds its labels, which may be none
    void start(byte[] body, int from, int to, Budget newBudget) throws MalformedProfileException {
        budget = newBudget;
        snapshot.read(body, from, to, newBudget);
        sets.add(Labels.EMPTY);
        setNumbers.put(Labels.EMPTY, 0);
    }

    /// Reads the labels of a sample.
    ///
    /// @param sample what the event has in the slots of [TypeRole]
    void read(long[] sample) throws MalformedProfileException {
        set = 0;
        span = 0;
        traceHigh = 0;
        traceLow = 0;
        long contextId = sample[TypeRole.CONTEXT];
        long spanName = sample[TypeRole.SPAN_NAME];
        if ((contextId | spanName) != 0) {
            int context = contextId == 0 ? -1 : snapshot.context(contextId);
            int name = spanName == 0 ? -1 : snapshot.stringRow(spanName);
            if (context >= 0 || name >= 0) {
                take(pair(context, name));
            }
        }
        if (sample[TypeRole.SPAN] != 0) {
            span = Long.reverseBytes(sample[TypeRole.SPAN]);
        }
        if ((sample[TypeRole.TRACE_HIGH] | sample[TypeRole.TRACE_LOW]) != 0) {
            traceHigh = sample[TypeRole.TRACE_HIGH];
            traceLow = sample[TypeRole.TRACE_LOW];
        }
    }

    /// Number of the sample's set of labels.
    int set() {
        return set;
    }

    /// Span id of the sample, 0 for none.
    long span() {
        return span;
    }

    /// First half of the sample's trace id.
    long traceHigh() {
        return traceHigh;
    }

    /// Second half of the sample's trace id.
    long traceLow() {
        return traceLow;
    }

    /// The sets by number; the first has no labels.
    List<Labels> sets() {
        return sets;
    }

    /// Gives back what is longer than `keep` rows, and empties the rest.
    void clear(int keep) {
        snapshot.clear(keep);
        pairs.clear(keep);
        pairSets.clear(keep);
        pairSpans.clear(keep);
        pairTraceHighs.clear(keep);
        pairTraceLows.clear(keep);
        if (slots.length > keep) {
            slots = new int[INITIAL_SLOTS];
        } else {
            Arrays.fill(slots, 0);
        }
        sets.clear();
        setNumbers.clear();
    }

    private void take(int pair) {
        set = pairSets.values[pair];
        span = pairSpans.values[pair];
        traceHigh = pairTraceHighs.values[pair];
        traceLow = pairTraceLows.values[pair];
    }

    private int pair(int context, int name) throws MalformedProfileException {
        long key = (long) context << 32 | (name & 0xffffffffL);
        int slot = rowHash.of(key) & (slots.length - 1);
        while (slots[slot] != 0) {
            if (pairs.values[slots[slot] - 1] == key) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = pairs.size + 1;
        pairs.add(key);
        enter(context, name);
        if (pairs.size * 2 > slots.length) {
            growSlots();
        }
        return pairs.size - 1;
    }

    private void growSlots() {
        slots = new int[slots.length * 4];
        for (int pair = 0; pair < pairs.size; pair++) {
            int slot = rowHash.of(pairs.values[pair]) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = pair + 1;
        }
    }

    private void enter(int context, int name) throws MalformedProfileException {
        span = 0;
        traceHigh = 0;
        traceLow = 0;
        int from = context < 0 ? 0 : snapshot.labelStart(context);
        int to = context < 0 ? 0 : snapshot.labelEnd(context);
        check(to - from + (name < 0 ? 0 : 1));
        Map<String, String> labels = new TreeMap<>();
        for (int i = from; i < to; i++) {
            label(snapshot.name(i), snapshot.value(i), labels);
        }
        label(SPAN_NAME, snapshot.string(name), labels);
        Labels made = Labels.of(labels);
        Integer known = setNumbers.putIfAbsent(made, sets.size());
        pairSets.add(known == null ? sets.size() : known);
        if (known == null) {
            sets.add(made);
        }
        pairSpans.add(span);
        pairTraceHighs.add(traceHigh);
        pairTraceLows.add(traceLow);
    }

    private void check(int count) throws MalformedProfileException {
        if (count > maxLabels) {
            throw new MalformedProfileException(
                    Reason.SAMPLE_LABELS_LIMIT,
                    "a sample has %d labels (limit %d; to change it, set -validation.max-profile-stacktrace-sample-labels)"
                            .formatted(count, maxLabels));
        }
        budget.charge((count + 4L) * 128);
    }

    private void label(String name, String value, Map<String, String> labels) {
        if (name.isEmpty() || value.isEmpty() || name.startsWith("__")) {
            return;
        }
        switch (name) {
            // Old agents leave out zeros in front of a span's id.
            case SPAN, OLD_SPAN -> {
                boolean isSpan = isHex(value) && value.length() <= SPAN_DIGITS;
                span = isSpan ? Long.reverseBytes(Long.parseUnsignedLong(value, 16)) : 0;
            }
            case TRACE -> {
                boolean isTrace = isHex(value) && value.length() == 2 * SPAN_DIGITS;
                traceHigh = isTrace ? half(value, 0) : 0;
                traceLow = isTrace ? half(value, SPAN_DIGITS) : 0;
            }
            default -> labels.put(name, value);
        }
    }

    private static long half(String value, int from) {
        return Long.parseUnsignedLong(value, from, from + SPAN_DIGITS, 16);
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
