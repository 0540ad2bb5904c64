// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.RowSets;
import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Sorts the attributes and links of samples into label sets, span ids and trace ids. Sample by
/// sample only numbers are handled; strings are taken once for each distinct set.
final class OtlpSampleLabels {

    private static final int SPAN_BYTES = 8;
    private static final int TRACE_BYTES = 16;

    private final ProtoReader in = new ProtoReader();

    /// Sets as rows of attributes, ascending.
    private final RowSets sets = new RowSets();

    private long span;
    private long traceHigh;
    private long traceLow;

    /// Starts on a profile.
    void reset() {
        sets.reset();
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        sets.clear(keep);
        in.reset(new byte[0], 0);
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
        IntColumn rows = sets.rows;
        int start = rows.size;
        int end = samples.attributeEnd.values[sample];
        for (int i = IntColumn.start(samples.attributeEnd, sample); i < end; i++) {
            attribute(request.attributes, samples.attribute.values[i]);
        }
        int link = request.dictionary.links.check(samples.link.values[sample]);
        if (link != 0) {
            link(request.dictionary, link);
        }
        Arrays.sort(rows.values, start, rows.size);
        return sets.number(start);
    }

    private void attribute(OtlpAttributes attributes, long index) throws MalformedProfileException {
        int kind = attributes.kind(index);
        switch (kind) {
            case OtlpAttributes.IS_LABEL -> sets.rows.add((int) index);
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

    /// The sets' labels by number. Of a key that a sample has twice, one value counts.
    List<Labels> sets(OtlpAttributes attributes, Budget budget) throws MalformedProfileException {
        List<Labels> labels = new ArrayList<>(sets.count());
        labels.add(Labels.EMPTY);
        for (int set = 1; set < sets.count(); set++) {
            int from = sets.start(set);
            int size = sets.end(set) - from;
            budget.charge((size + 4L) * 256);
            String[] pairs = new String[2 * size];
            for (int i = 0; i < size; i++) {
                int row = sets.rows.values[from + i];
                pairs[2 * i] = attributes.key(row);
                pairs[2 * i + 1] = attributes.text(row);
            }
            labels.add(Labels.of(pairs));
        }
        return labels;
    }
}
