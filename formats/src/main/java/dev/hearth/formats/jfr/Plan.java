// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import java.util.Arrays;
import java.util.List;

/// How to get through a value of one type: which fields to read and what to step over.
final class Plan {

    /// Steps; each has one number with it.
    static final int SKIP_VARINTS = 0;

    static final int SKIP_BYTES = 1;
    static final int SKIP_TEXT = 2;
    static final int SKIP_ARRAY = 3;
    static final int TAKE_VARINT = 4;
    static final int TAKE_FIXED = 5;
    static final int TAKE_TEXT = 6;

    /// What the number of [#TAKE_FIXED] is made of: slot and size.
    static final int SIZE_SHIFT = 8;

    private final int[] steps;
    private final Plan[] elements;

    /// @param steps step, number, step, number …
    /// @param elements of the arrays that [#SKIP_ARRAY] names by number
    Plan(IntColumn steps, List<Plan> elements) {
        this.steps = Arrays.copyOf(steps.values, steps.size);
        this.elements = elements.toArray(Plan[]::new);
    }

    /// Whether values have no bytes.
    boolean isEmpty() {
        return steps.length == 0;
    }

    /// Goes through one value.
    ///
    /// @param slots where to put what is read: numbers as they are, of texts the position. What the
    ///   type lacks is left as it was.
    void run(JfrInput in, long[] slots) throws MalformedProfileException {
        int[] s = steps;
        for (int i = 0; i < s.length; i += 2) {
            int number = s[i + 1];
            switch (s[i]) {
                case SKIP_VARINTS -> in.skipVarints(number);
                case TAKE_VARINT -> slots[number] = in.varint();
                case SKIP_BYTES -> in.advance(number);
                case TAKE_FIXED ->
                        slots[number & ((1 << SIZE_SHIFT) - 1)] = in.fixed(number >>> SIZE_SHIFT);
                case SKIP_TEXT -> in.skipText();
                case TAKE_TEXT -> {
                    slots[number] = in.position();
                    in.skipText();
                }
                default -> skipArray(elements[number], in, slots);
            }
        }
    }

    private static void skipArray(Plan element, JfrInput in, long[] slots)
            throws MalformedProfileException {
        if (element.isEmpty()) {
            in.intNumber();
            return;
        }
        int count = in.count();
        for (int i = 0; i < count; i++) {
            element.run(in, slots);
        }
    }
}
