// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.FrameStacks;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.StackValues;
import dev.hearth.model.StackTable;
import java.util.Arrays;

/// Reads [TextFormat#TRIE]. The work of a node is in proportion to its own piece of text and the
/// frame that it continues, not to the whole stack above it.
final class TrieReader {

    private final FrameStacks stacks;
    private final StackValues values;
    private final ProtoReader in = new ProtoReader();

    /// The pieces from the top node down, joined.
    private byte[] path = new byte[256];

    private final IntColumn pathEnds = new IntColumn();

    /// For each open node: the stack up to the last `;`, its depth, where the frame after it
    /// starts, and children still to come.
    private final IntColumn openStacks = new IntColumn();

    private final IntColumn depths = new IntColumn();
    private final IntColumn frameStarts = new IntColumn();
    private final LongColumn openChildren = new LongColumn();

    TrieReader(FrameStacks stacks, StackValues values) {
        this.stacks = stacks;
        this.values = values;
    }

    void read(byte[] body) throws MalformedProfileException {
        in.reset(body, 0);
        while (in.position() < body.length) {
            while (openStacks.size > 0 && openChildren.values[openStacks.size - 1] == 0) {
                close();
            }
            if (openStacks.size > 0) {
                openChildren.values[openStacks.size - 1]--;
            }
            node(body);
        }
    }

    private void close() {
        openStacks.size--;
        depths.size--;
        frameStarts.size--;
        openChildren.size--;
        pathEnds.size--;
    }

    private void node(byte[] body) throws MalformedProfileException {
        int nameEnd = in.open(body.length);
        int nameStart = in.position();
        in.seek(nameEnd);
        long value = in.varint(body.length);
        long children = in.varint(body.length);
        int top = openStacks.size - 1;
        int stack = top < 0 ? StackTable.ROOT : openStacks.values[top];
        int depth = top < 0 ? 0 : depths.values[top];
        int frame = top < 0 ? 0 : frameStarts.values[top];
        int from = top < 0 ? 0 : pathEnds.values[top];
        int to = append(body, nameStart, nameEnd, from);
        for (int i = from; i < to; i++) {
            if (path[i] == ';') {
                stack = stacks.push(stack, depth++, path, frame, i);
                frame = i + 1;
            }
        }
        if (value != 0) {
            if (value < 0) {
                throw ProtoReader.malformed(
                        "a node has the value %s (expected at most %d)"
                                .formatted(Long.toUnsignedString(value), Long.MAX_VALUE));
            }
            values.add(
                    to == 0 ? StackTable.ROOT : stacks.push(stack, depth, path, frame, to), value);
        }
        openStacks.add(stack);
        depths.add(depth);
        frameStarts.add(frame);
        pathEnds.add(to);
        openChildren.add(children);
    }

    private int append(byte[] body, int nameStart, int nameEnd, int from) {
        int to = from + nameEnd - nameStart;
        if (to > path.length) {
            path = Arrays.copyOf(path, IntColumn.grown(to));
        }
        System.arraycopy(body, nameStart, path, from, nameEnd - nameStart);
        return to;
    }
}
