// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.query.ProfileRows;
import java.util.Arrays;

/// Ranges of rows of a file of samples: those of some profiles, neighbours joined.
final class RowRanges {

    private int size;
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    private long rows;

    /// @param sampleStarts for each profile its first sample, and behind them the end of the last
    static RowRanges of(ProfileRows profiles, int[] sampleStarts) {
        RowRanges ranges = new RowRanges();
        for (int i = 0; i < profiles.size(); i++) {
            int profile = profiles.row(i);
            ranges.add(sampleStarts[profile], sampleStarts[profile + 1]);
        }
        return ranges;
    }

    /// Adds a range behind those that were added before.
    void add(int start, int end) {
        if (start == end) {
            return;
        }
        rows += end - start;
        if (size > 0 && ends[size - 1] == start) {
            ends[size - 1] = end;
            return;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        starts[size] = start;
        ends[size++] = end;
    }

    /// Rows of all ranges.
    long rows() {
        return rows;
    }

    int size() {
        return size;
    }

    int start(int range) {
        return starts[range];
    }

    /// Exclusive.
    int end(int range) {
        return ends[range];
    }
}
