// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Bars as a layout emits them, row by row from right to left, and the names they use.
///
/// A bar is a number of columns: for each side its offset, total and self, and last the name. For
/// one thread.
final class FlameGraphBars {

    private final StringTable strings;
    private final int sides;
    private final int width;
    private long[] values = new long[1024];
    private int used;
    private int[] rows = new int[256];
    private int bars;
    private int depth;
    private final int[] nameIndex;
    private final List<String> names = new ArrayList<>();

    /// @param sides 1, or 2 for a diff
    FlameGraphBars(StringTable strings, int sides) {
        this.strings = strings;
        this.sides = sides;
        this.width = 3 * sides + 1;
        this.nameIndex = new int[strings.size()];
        Arrays.fill(nameIndex, -1);
    }

    /// Begins a bar; its columns follow by [#side].
    void begin(int row, int name) {
        if (bars == rows.length) {
            rows = Arrays.copyOf(rows, bars * 2);
        }
        if (used + width > values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(values.length, 2));
        }
        rows[bars++] = row;
        depth = Math.max(depth, row + 1);
        values[used + width - 1] = index(name);
        used += width;
    }

    /// Sets the columns of one side of the bar that was begun last.
    void side(int side, long x, long total, long self) {
        int at = used - width + 3 * side;
        values[at] = x;
        values[at + 1] = total;
        values[at + 2] = self;
    }

    private int index(int name) {
        if (nameIndex[name] < 0) {
            nameIndex[name] = names.size();
            names.add(strings.get(name));
        }
        return nameIndex[name];
    }

    List<String> names() {
        return names;
    }

    /// The rows, bars from left to right, offsets as gaps to the bar before.
    List<long[]> levels() {
        int[] counts = new int[depth];
        for (int bar = 0; bar < bars; bar++) {
            counts[rows[bar]]++;
        }
        long[][] levels = new long[depth][];
        for (int row = 0; row < depth; row++) {
            levels[row] = new long[counts[row] * width];
        }
        for (int bar = 0; bar < bars; bar++) {
            int row = rows[bar];
            int place = --counts[row] * width;
            System.arraycopy(values, bar * width, levels[row], place, width);
        }
        for (long[] level : levels) {
            for (int side = 0; side < sides; side++) {
                long end = 0;
                for (int at = 3 * side; at < level.length; at += width) {
                    long x = level[at];
                    level[at] = x - end;
                    end = x + level[at + 1];
                }
            }
        }
        return Arrays.asList(levels);
    }
}
