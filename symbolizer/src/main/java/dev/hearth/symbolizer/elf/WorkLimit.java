// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import java.util.function.BooleanSupplier;

/// Bounds the work that one file causes, by steps (an entry, a row, a symbol) and by whatever else
/// may end it. For one thread.
///
/// Once it is over it stays so: whoever carries on after an error of one part of a file meets it
/// again in the next.
public final class WorkLimit {

    private static final int STEPS_PER_LOOK = 1 << 16;

    private final BooleanSupplier isCancelled;
    private final long steps;
    private long left;
    private int untilLook = STEPS_PER_LOOK;
    private boolean isOver;

    /// @param steps most steps
    /// @param isCancelled asked now and then whether to stop
    public WorkLimit(long steps, BooleanSupplier isCancelled) {
        this.steps = steps;
        this.left = steps;
        this.isCancelled = isCancelled;
    }

    /// Takes steps.
    ///
    /// @throws MalformedDebuginfoException if there were too many, or the work was cancelled
    public void spend(int count) throws MalformedDebuginfoException {
        left -= count;
        untilLook -= count;
        if (left < 0 || isOver) {
            isOver = true;
            throw new MalformedDebuginfoException(
                    "the file needs more than %d steps to be read".formatted(steps));
        }
        if (untilLook < 0) {
            untilLook = STEPS_PER_LOOK;
            if (isCancelled.getAsBoolean()) {
                isOver = true;
                left = 0;
                throw new MalformedDebuginfoException("reading the file took too long");
            }
        }
    }

    /// Whether no step is left.
    public boolean isOver() {
        return isOver;
    }
}
