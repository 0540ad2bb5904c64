// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.internal.IdIndex;
import dev.hearth.formats.internal.LongColumn;

/// The constants of one type in a chunk: by row, with what was read of them.
final class ConstantPool {

    private final LongColumn ids = new LongColumn();
    private final LongColumn first = new LongColumn();
    private final LongColumn second = new LongColumn();
    private final IdIndex index = new IdIndex();

    void start() {
        ids.size = 0;
        first.size = 0;
        second.size = 0;
    }

    void add(long id, long one, long other) {
        ids.add(id);
        first.add(one);
        second.add(other);
    }

    /// To be called once all constants are there.
    void finish() {
        index.build(ids);
    }

    int size() {
        return ids.size;
    }

    /// The row of a constant, or -1 if there is none.
    int find(long id) {
        return index.find(id);
    }

    long first(int row) {
        return first.values[row];
    }

    long second(int row) {
        return second.values[row];
    }

    /// What was read first of the constant with an id, or 0 if there is none.
    long firstOf(long id) {
        int row = index.find(id);
        return row < 0 ? 0 : first.values[row];
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        ids.clear(keep);
        first.clear(keep);
        second.clear(keep);
        index.clear(keep);
    }
}
