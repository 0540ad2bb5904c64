// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.RowHash;
import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Sorts the attributes and links of samples into label sets, span ids and trace ids. Sample by
/// sample only numbers are handled; strings are taken once for each distinct set.
final class OtlpSampleLabels {

    /// The set without labels.
    static final int NONE = 0;

    private static final int SPAN_BYTES = 8;
    private static final int TRACE_BYTES = 16;

    private final ProtoReader in = new ProtoReader();

    /// Rows of attributes of all sets, one set after another, ascending in each.
    private final IntColumn rows = new IntColumn();

    private final IntColumn ends = new IntColumn();
    private int[] slots = new int[64];
    private final RowHash rowHash = new RowHash();

    private long span;
    private long traceHigh;
    private long traceLow;

    /// Starts on a profile.
    void reset() {
        rows.size = 0;
        ends.size = 0;
        ends.add(0);
        Arrays.fill(slots, 0);
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        rows.clear(keep);
        ends.clear(keep);
        in.reset(new byte[0], 0);
        if (slots.length > keep) {
            slots = new int[64];
        }
    }

    /// Sets so far; their numbers are below.
    int setCount() {
        return ends.size;
    }

    /// Span id of the sample last read, 0 for none: its eight bytes, the lowest first.
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

    /// Reads what belongs to a sample and returns the number of its label set. A link counts more
    /// than attributes that name a span or a trace.
    int read(OtlpRequest request, OtlpSamples samples, int sample)
            throws MalformedProfileException {
        span = 0;
        traceHigh = 0;
        traceLow = 0;
        int start = rows.size;
        int end = samples.attributeEnd.values[sample];
        for (int i = IntColumn.start(samples.attributeEnd, sample); i < end; i++) {
            attribute(request.attributes, samples.attribute.values[i]);
        }
        int link = request.dictionary.links.check(samples.link.values[sample]);
        if (link != 0) {
            link(request.dictionary, link);
        }
        return rows.size == start ? NONE : find(start);
    }

    private void attribute(OtlpAttributes attributes, long index) throws MalformedProfileException {
        int kind = attributes.kind(index);
        switch (kind) {
            case OtlpAttributes.IS_LABEL -> rows.add((int) index);
            case OtlpAttributes.IS_SPAN ->
                    span = Long.reverseBytes(hex(attributes.text((int) index), 0));
            case OtlpAttributes.IS_TRACE -> {
                traceHigh = hex(attributes.text((int) index), 0);
                traceLow = hex(attributes.text((int) index), 2 * Long.BYTES);
            }
            default -> {}
        }
    }

    private static long hex(String text, int from) {
        return HexFormat.fromHexDigitsToLong(text, from, from + 2 * Long.BYTES);
    }

    /// Ids of another length are none.
    private void link(OtlpDictionary dictionary, int row) throws MalformedProfileException {
        in.reset(dictionary.bytes, 0);
        int end = dictionary.links.open(in, row, dictionary.limit);
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag != LINK_SPAN && tag != LINK_TRACE) {
                in.skip(tag, end);
                continue;
            }
            int idEnd = in.open(end);
            int length = idEnd - in.position();
            if (tag == LINK_SPAN && length == SPAN_BYTES) {
                span = in.fixed64(idEnd);
            } else if (tag == LINK_TRACE && length == TRACE_BYTES) {
                traceHigh = Long.reverseBytes(in.fixed64(idEnd));
                traceLow = Long.reverseBytes(in.fixed64(idEnd));
            }
            in.seek(idEnd);
        }
    }

    /// Finds or enters the set whose rows start at `start`.
    private int find(int start) {
        Arrays.sort(rows.values, start, rows.size);
        int hash = 0;
        for (int i = start; i < rows.size; i++) {
            hash = rowHash.then(hash, rows.values[i]);
        }
        if (ends.size * 2 > slots.length) {
            growSlots();
        }
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            int set = slots[slot];
            int from = ends.values[set - 1];
            if (Arrays.equals(rows.values, from, ends.values[set], rows.values, start, rows.size)) {
                rows.size = start;
                return set;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = ends.size;
        ends.add(rows.size);
        return ends.size - 1;
    }

    private void growSlots() {
        slots = new int[slots.length * 4];
        for (int set = 1; set < ends.size; set++) {
            int hash = 0;
            for (int i = ends.values[set - 1]; i < ends.values[set]; i++) {
                hash = rowHash.then(hash, rows.values[i]);
            }
            int slot = hash & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = set;
        }
    }

    /// The sets' labels by number. Of a key that a sample has twice, one value counts.
    List<Labels> sets(OtlpAttributes attributes, Budget budget) throws MalformedProfileException {
        List<Labels> sets = new ArrayList<>(ends.size);
        sets.add(Labels.EMPTY);
        for (int set = 1; set < ends.size; set++) {
            int from = ends.values[set - 1];
            int size = ends.values[set] - from;
            budget.charge((size + 4L) * 256);
            String[] pairs = new String[2 * size];
            for (int i = 0; i < size; i++) {
                int row = rows.values[from + i];
                pairs[2 * i] = attributes.key(row);
                pairs[2 * i + 1] = attributes.text(row);
            }
            sets.add(Labels.of(pairs));
        }
        return sets;
    }
}
