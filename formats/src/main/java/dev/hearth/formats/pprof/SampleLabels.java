// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.RowSets;
import dev.hearth.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sorts the labels of samples into sets, span ids and trace ids. Sample by sample only numbers are
/// handled; strings are made once for each distinct set.
///
/// Numeric labels count for nothing, nor do names that start with `__`, which are the series' own.
/// Of a name given twice the last value counts.
final class SampleLabels {

    private static final byte[] SPAN = "span_id".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OLD_SPAN = "profile_id".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TRACE = "trace_id".getBytes(StandardCharsets.UTF_8);

    private static final int IS_LABEL = 1;
    private static final int IS_SPAN = 2;
    private static final int IS_TRACE = 3;
    private static final int IS_NOTHING = 4;

    private final PprofColumns columns;
    private final PprofSymbols symbols;
    private final IntColumn kinds = new IntColumn();
    private final LongColumn sorted = new LongColumn();

    /// Sets as key and text of each label.
    private final RowSets pairs = new RowSets();

    private long span;
    private long traceHigh;
    private long traceLow;

    SampleLabels(PprofColumns columns, PprofSymbols symbols) {
        this.columns = columns;
        this.symbols = symbols;
    }

    /// Starts on what the columns hold now.
    void reset() {
        pairs.reset();
        kinds.fill(columns.labelKey.size == 0 ? 0 : columns.stringOffset.size, 0);
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        kinds.clear(keep);
        sorted.clear(keep);
        pairs.clear(keep);
    }

    /// Span id of the sample last read, 0 for none.
    long span() {
        return span;
    }

    /// First half of the trace id of the sample last read.
    long traceHigh() {
        return traceHigh;
    }

    /// Second half of the trace id of the sample last read.
    long traceLow() {
        return traceLow;
    }

    /// Reads the labels of a sample and returns the number of their set.
    int read(int sample) {
        span = 0;
        traceHigh = 0;
        traceLow = 0;
        sorted.size = 0;
        int end = columns.sampleLabelEnd.values[sample];
        for (int i = IntColumn.start(columns.sampleLabelEnd, sample); i < end; i++) {
            int text = columns.labelText.values[i];
            if (text != 0) {
                label(i, columns.labelKey.values[i], text);
            }
        }
        return find();
    }

    private void label(int row, int key, int text) {
        switch (kind(key)) {
            case IS_LABEL -> sorted.add((long) key << 32 | row);
            case IS_SPAN -> span = Long.reverseBytes(hex(text, 0, 16));
            case IS_TRACE -> {
                traceHigh = isHex(text, 32) ? hex(text, 0, 32) : 0;
                traceLow = isHex(text, 32) ? hex(text, 16, 32) : 0;
            }
            default -> {}
        }
    }

    private int kind(int key) {
        int kind = kinds.values[key];
        if (kind == 0) {
            kind = classify(key);
            kinds.values[key] = kind;
        }
        return kind;
    }

    private int classify(int key) {
        int from = columns.stringOffset.values[key];
        int length = columns.stringLength.values[key];
        if (length == 0
                || (length >= 2 && columns.bytes[from] == '_' && columns.bytes[from + 1] == '_')) {
            return IS_NOTHING;
        }
        if (symbols.isText(key, SPAN) || symbols.isText(key, OLD_SPAN)) {
            return IS_SPAN;
        }
        return symbols.isText(key, TRACE) ? IS_TRACE : IS_LABEL;
    }

    /// Eight bytes written as 16 digits from `from` on, of a text of `length` digits; 0 if it is
    /// not one.
    private long hex(int text, int from, int length) {
        if (!isHex(text, length)) {
            return 0;
        }
        int start = columns.stringOffset.values[text] + from;
        long value = 0;
        for (int i = start; i < start + 16; i++) {
            value = value << 4 | Character.digit(columns.bytes[i], 16);
        }
        return value;
    }

    private boolean isHex(int text, int length) {
        if (columns.stringLength.values[text] != length) {
            return false;
        }
        int start = columns.stringOffset.values[text];
        for (int i = start; i < start + length; i++) {
            if (Character.digit(columns.bytes[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Finds or enters the set whose labels are in `sorted`.
    private int find() {
        Arrays.sort(sorted.values, 0, sorted.size);
        int start = pairs.rows.size;
        for (int i = 0; i < sorted.size; i++) {
            int key = (int) (sorted.values[i] >>> 32);
            boolean isLast = i + 1 == sorted.size || (int) (sorted.values[i + 1] >>> 32) != key;
            if (isLast) {
                pairs.rows.add(key);
                pairs.rows.add(columns.labelText.values[(int) sorted.values[i]]);
            }
        }
        return pairs.number(start);
    }

    /// The sets' labels by number, strings and all.
    ///
    /// @param types for how many sample types each will be copied
    List<Labels> sets(int types, Budget budget) throws MalformedProfileException {
        List<Labels> sets = new ArrayList<>(pairs.count());
        sets.add(Labels.EMPTY);
        @Nullable String[] texts = new String[pairs.count() == 1 ? 0 : columns.stringOffset.size];
        for (int set = 1; set < pairs.count(); set++) {
            int from = pairs.start(set);
            int size = pairs.end(set) - from;
            budget.charge((size / 2 + 4L) * (types + 1L) * 128);
            String[] labels = new String[size];
            for (int i = 0; i < size; i++) {
                int index = pairs.rows.values[from + i];
                String text = texts[index];
                if (text == null) {
                    text = symbols.text(index);
                    texts[index] = text;
                }
                labels[i] = text;
            }
            sets.add(Labels.of(labels));
        }
        return sets;
    }
}
