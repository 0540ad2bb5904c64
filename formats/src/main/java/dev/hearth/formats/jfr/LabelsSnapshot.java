// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IdIndex;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the Java agent sends beside a recording: the labels that the numbers in its events stand
/// for. A protobuf message of two maps, contexts and strings.
final class LabelsSnapshot {

    private static final int CONTEXTS = 1 << 3 | ProtoReader.BYTES;
    private static final int STRINGS = 2 << 3 | ProtoReader.BYTES;
    private static final int KEY = 1 << 3;
    private static final int VALUE = 2 << 3;
    private static final int LABELS = 1 << 3 | ProtoReader.BYTES;

    private final ProtoReader in = new ProtoReader();
    private final LongColumn contextIds = new LongColumn();
    private final IntColumn contextEnds = new IntColumn();
    private final IdIndex contexts = new IdIndex();

    /// Labels of all contexts: numbers of strings.
    private final LongColumn names = new LongColumn();

    private final LongColumn values = new LongColumn();
    private final LongColumn stringIds = new LongColumn();
    private final IntColumn stringStarts = new IntColumn();
    private final IntColumn stringEnds = new IntColumn();
    private final IdIndex strings = new IdIndex();
    private @Nullable String[] texts = new String[0];
    private byte[] bytes = new byte[0];
    private Budget budget = new Budget(0);

    /// What the entry of a map that was read last has.
    private long key;

    private long value;
    private int contentStart;
    private int contentEnd;

    /// Reads a message; none if it has no bytes.
    void read(byte[] body, int from, int to, Budget newBudget) throws MalformedProfileException {
        bytes = body;
        budget = newBudget;
        in.reset(body, from);
        while (in.position() < to) {
            int tag = in.tag(to);
            if (tag == CONTEXTS) {
                entry(in.open(to));
                context(contentStart, contentEnd);
            } else if (tag == STRINGS) {
                entry(in.open(to));
                stringIds.add(key);
                stringStarts.add(contentStart);
                stringEnds.add(contentEnd);
            } else {
                in.skip(tag, to);
            }
        }
        contexts.build(contextIds);
        strings.build(stringIds);
        budget.charge(4L * stringIds.size);
        texts = new String[stringIds.size];
    }

    private void context(int from, int to) throws MalformedProfileException {
        int after = in.position();
        contextIds.add(key);
        in.seek(from);
        while (in.position() < to) {
            int tag = in.tag(to);
            if (tag == LABELS) {
                entry(in.open(to));
                names.add(key);
                values.add(value);
            } else {
                in.skip(tag, to);
            }
        }
        contextEnds.add(names.size);
        in.seek(after);
    }

    private void entry(int end) throws MalformedProfileException {
        key = 0;
        value = 0;
        contentStart = end;
        contentEnd = end;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case KEY -> key = in.varint(end);
                case VALUE -> value = in.varint(end);
                case VALUE | ProtoReader.BYTES -> {
                    contentEnd = in.open(end);
                    contentStart = in.position();
                    in.seek(contentEnd);
                }
                default -> in.skip(tag, end);
            }
        }
    }

    /// The row of a context, or -1 if there is none.
    int context(long id) {
        return contexts.find(id);
    }

    int labelStart(int context) {
        return IntColumn.start(contextEnds, context);
    }

    int labelEnd(int context) {
        return contextEnds.values[context];
    }

    /// The name of a label; empty if its string is not there.
    String name(int label) throws MalformedProfileException {
        return string(strings.find(names.values[label]));
    }

    /// The value of a label; empty if its string is not there.
    String value(int label) throws MalformedProfileException {
        return string(strings.find(values.values[label]));
    }

    /// The row of a string, or -1 if there is none.
    int stringRow(long id) {
        return strings.find(id);
    }

    /// A string by row; empty if that is -1. What is not UTF-8 in it is replaced.
    String string(int row) throws MalformedProfileException {
        if (row < 0) {
            return "";
        }
        String text = texts[row];
        if (text == null) {
            int start = stringStarts.values[row];
            int length = stringEnds.values[row] - start;
            budget.charge(64 + 4L * length);
            text = new String(bytes, start, length, StandardCharsets.UTF_8);
            texts[row] = text;
        }
        return text;
    }

    /// Gives back what is longer than `keep` rows, and empties the rest.
    void clear(int keep) {
        for (IntColumn column : new IntColumn[] {contextEnds, stringStarts, stringEnds}) {
            column.clear(keep);
        }
        for (LongColumn column : new LongColumn[] {contextIds, names, values, stringIds}) {
            column.clear(keep);
        }
        contexts.clear(keep);
        strings.clear(keep);
        texts = new String[0];
        bytes = new byte[0];
        in.reset(bytes, 0);
    }
}
