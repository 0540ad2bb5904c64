// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The abbreviations of a unit: for each code the shape of an entry, in columns.
final class Abbrevs {

    /// No such code.
    static final int UNKNOWN = -1;

    private static final int MAX_ROWS = 1 << 18;

    private int[] tags = new int[64];
    private boolean[] hasChildren = new boolean[64];
    private int[] firstAttribute = new int[65];
    private int[] fixedSizes = new int[64];
    private boolean[] isInOrder = new boolean[64];
    private int count;
    private int[] attributes = new int[256];
    private int[] forms = new int[256];
    private long[] constants = new long[256];
    private int attributeCount;

    /// Rows whose code is not one more than their number.
    private final Map<Long, Integer> others = new HashMap<>();

    private Abbrevs() {}

    static Abbrevs read(ByteCursor abbrev, DwarfUnit unit, WorkLimit limit)
            throws MalformedDebuginfoException {
        Abbrevs all = new Abbrevs();
        ByteCursor cursor = abbrev.fork();
        cursor.seek(unit.abbrevOffset());
        for (long code = cursor.uleb(); code != 0; code = cursor.uleb()) {
            all.row(code, cursor, unit, limit);
        }
        return all;
    }

    private void row(long code, ByteCursor cursor, DwarfUnit unit, WorkLimit limit)
            throws MalformedDebuginfoException {
        if (count == tags.length) {
            tags = Arrays.copyOf(tags, count * 2);
            hasChildren = Arrays.copyOf(hasChildren, count * 2);
            firstAttribute = Arrays.copyOf(firstAttribute, count * 2 + 1);
            fixedSizes = Arrays.copyOf(fixedSizes, count * 2);
            isInOrder = Arrays.copyOf(isInOrder, count * 2);
        }
        isInOrder[count] = code == count + 1L;
        if (!isInOrder[count]) {
            others.put(code, count);
        }
        tags[count] = (int) Math.min(cursor.uleb(), Integer.MAX_VALUE);
        hasChildren[count] = cursor.u8() != 0;
        int size = 0;
        while (true) {
            limit.spend(1);
            int attribute = (int) Math.min(cursor.uleb(), Integer.MAX_VALUE);
            int form = (int) Math.min(cursor.uleb(), Integer.MAX_VALUE);
            if (attribute == 0 && form == 0) {
                break;
            }
            long constant = form == Form.IMPLICIT_CONST ? cursor.sleb() : 0;
            attribute(attribute, form, constant);
            int fixed = Form.fixedSize(form, unit);
            size = size < 0 || fixed < 0 ? -1 : size + fixed;
        }
        fixedSizes[count] = size;
        firstAttribute[++count] = attributeCount;
        if (count > MAX_ROWS || attributeCount > MAX_ROWS) {
            throw new MalformedDebuginfoException(
                    "a unit has more than %d abbreviations".formatted(MAX_ROWS));
        }
    }

    private void attribute(int attribute, int form, long constant) {
        if (attributeCount == attributes.length) {
            attributes = Arrays.copyOf(attributes, attributeCount * 2);
            forms = Arrays.copyOf(forms, attributeCount * 2);
            constants = Arrays.copyOf(constants, attributeCount * 2);
        }
        attributes[attributeCount] = attribute;
        forms[attributeCount] = form;
        constants[attributeCount++] = constant;
    }

    /// Abbreviations and their attributes.
    int size() {
        return count + attributeCount;
    }

    /// Row of a code, or [#UNKNOWN].
    int find(long code) {
        if (!others.isEmpty()) {
            Integer other = others.get(code);
            if (other != null) {
                return other;
            }
        }
        return code > 0 && code <= count && isInOrder[(int) code - 1] ? (int) code - 1 : UNKNOWN;
    }

    int tag(int row) {
        return tags[row];
    }

    boolean hasChildren(int row) {
        return hasChildren[row];
    }

    /// Bytes of an entry without its code, or -1 if they differ.
    int fixedSize(int row) {
        return fixedSizes[row];
    }

    int first(int row) {
        return firstAttribute[row];
    }

    int end(int row) {
        return firstAttribute[row + 1];
    }

    int attribute(int at) {
        return attributes[at];
    }

    int form(int at) {
        return forms[at];
    }

    long constant(int at) {
        return constants[at];
    }
}
