// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.FrameStacks;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.StackValues;
import dev.hearth.model.StackTable;

/// Reads [TextFormat#TREE].
final class TreeReader {

    private final DecodeLimits limits;
    private final FrameStacks stacks;
    private final StackValues values;
    private final ProtoReader in = new ProtoReader();

    /// For each open node: its stack, and children still to come.
    private final IntColumn openStacks = new IntColumn();

    private final LongColumn openChildren = new LongColumn();

    TreeReader(DecodeLimits limits, FrameStacks stacks, StackValues values) {
        this.limits = limits;
        this.stacks = stacks;
        this.values = values;
    }

    void read(byte[] body) throws MalformedProfileException {
        in.reset(body, 0);
        if (body.length == 0) {
            return;
        }
        node(body, StackTable.ROOT, 0);
        while (openStacks.size > 0) {
            int top = openStacks.size - 1;
            if (openChildren.values[top] == 0) {
                openStacks.size--;
                openChildren.size--;
            } else {
                openChildren.values[top]--;
                node(body, openStacks.values[top], top);
            }
        }
    }

    private void node(byte[] body, int parent, int depth) throws MalformedProfileException {
        int nameEnd = in.open(body.length);
        int nameStart = in.position();
        if (limits.maxSymbolBytes() > 0 && nameEnd - nameStart > limits.maxSymbolBytes()) {
            throw ProtoReader.malformed(
                    "a frame's name has %d bytes (limit %d; to change it, set -validation.max-profile-symbol-value-length)"
                            .formatted(nameEnd - nameStart, limits.maxSymbolBytes()));
        }
        in.seek(nameEnd);
        long self = in.varint(body.length);
        if (self < 0) {
            throw ProtoReader.malformed(
                    "a node has the value %s (expected at most %d)"
                            .formatted(Long.toUnsignedString(self), Long.MAX_VALUE));
        }
        long children = in.varint(body.length);
        if (children < 0 || (limits.maxSamples() > 0 && children > limits.maxSamples())) {
            throw ProtoReader.malformed(
                    "a node has %s children (limit %d; to change it, set -validation.max-profile-stacktrace-samples)"
                            .formatted(Long.toUnsignedString(children), limits.maxSamples()));
        }
        boolean isRoot = openStacks.size == 0 && nameEnd == nameStart;
        // The root is no frame, so a node's depth is that of its parent in the list.
        int stack =
                isRoot
                        ? StackTable.ROOT
                        : stacks.push(parent, Math.max(0, depth), body, nameStart, nameEnd);
        values.add(stack, self);
        openStacks.add(stack);
        openChildren.add(children);
    }
}
