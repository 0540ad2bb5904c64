// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpFields.*;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import java.util.Arrays;

/// The stacks that the samples of a profile name: each read once, cut to the largest depth, and
/// entered into a [StackTableBuilder].
final class OtlpStacks {

    private final OtlpSymbols symbols;
    private final OtlpLocations locations;
    private final int maxDepth;
    private final ProtoReader in = new ProtoReader();
    private final LongColumn indexes = new LongColumn();

    /// Used locations of the used stacks, the root of each first.
    private final IntColumn frames = new IntColumn();

    private final IntColumn ends = new IntColumn();

    /// The nodes that the frames led to.
    private final IntColumn frameNodes = new IntColumn();

    private final StackTableBuilder stacks = new StackTableBuilder();

    OtlpStacks(OtlpSymbols symbols, DecodeLimits limits) {
        this.symbols = symbols;
        this.locations = new OtlpLocations(symbols);
        this.maxDepth = limits.maxStackDepth() > 0 ? limits.maxStackDepth() : Integer.MAX_VALUE;
    }

    /// Enters stacks.
    ///
    /// @param rows of the dictionary
    /// @param ids takes the id of the stack of each row
    StackTable enter(OtlpProfile profile, IntColumn rows, IntColumn ids)
            throws MalformedProfileException {
        ids.resize(rows.size);
        for (int i = 0; i < rows.size; i++) {
            ids.values[i] = use(profile.request, rows.values[i]);
        }
        locations.enter(profile);
        enter();
        for (int i = 0; i < rows.size; i++) {
            int used = ids.values[i];
            ids.values[i] = used < 0 ? StackTable.ROOT : node(used);
        }
        return stacks.copy();
    }

    /// Enters the used stacks; what one has in common with that before it is not looked up again.
    private void enter() {
        frameNodes.resize(frames.size);
        int[] rows = frames.values;
        int before = 0;
        int start = 0;
        for (int used = 0; used < ends.size; used++) {
            int end = ends.values[used];
            int differs = Arrays.mismatch(rows, before, start, rows, start, end);
            int common = differs < 0 ? end - start : differs;
            System.arraycopy(frameNodes.values, before, frameNodes.values, start, common);
            int node = common == 0 ? StackTable.ROOT : frameNodes.values[start + common - 1];
            for (int i = start + common; i < end; i++) {
                node = stacks.push(node, locations.id(rows[i]));
                frameNodes.values[i] = node;
            }
            before = start;
            start = end;
        }
    }

    /// The node of a used stack.
    private int node(int used) {
        int end = ends.values[used];
        return end == IntColumn.start(ends, used) ? StackTable.ROOT : frameNodes.values[end - 1];
    }

    /// Notes that a sample has a stack; -1 for one without a row.
    private int use(OtlpRequest request, int row) throws MalformedProfileException {
        if (row == 0) {
            return -1;
        }
        int used = request.memos.stacks.get(row);
        if (used == RowMemo.UNKNOWN) {
            used = ends.size;
            read(request, row);
            request.memos.stacks.put(row, used);
        }
        return used;
    }

    private void read(OtlpRequest request, int row) throws MalformedProfileException {
        OtlpDictionary dictionary = request.dictionary;
        in.reset(dictionary.bytes, 0);
        int end = dictionary.stacks.open(in, row, dictionary.limit);
        symbols.used(end - in.position());
        indexes.size = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            switch (tag) {
                case STACK_LOCATIONS -> in.packed(indexes, in.open(end));
                case STACK_LOCATION -> indexes.add(in.varint(end));
                default -> in.skip(tag, end);
            }
        }
        // The leaf is first: what is over the limit goes from there.
        int leaf = Math.max(0, indexes.size - maxDepth);
        int size = frames.size;
        frames.resize(size + indexes.size - leaf);
        for (int i = indexes.size - 1; i >= leaf; i--) {
            int location = dictionary.locations.check(indexes.values[i]);
            if (location != 0) {
                frames.values[size++] = locations.use(request, location);
            }
        }
        frames.size = size;
        ends.add(frames.size);
    }

    /// Forgets the profile, and gives back what is longer than `keep` rows.
    void clear(int keep) {
        locations.clear(keep);
        indexes.clear(keep);
        frames.clear(keep);
        ends.clear(keep);
        frameNodes.clear(keep);
        stacks.clear(keep);
        in.reset(new byte[0], 0);
    }
}
