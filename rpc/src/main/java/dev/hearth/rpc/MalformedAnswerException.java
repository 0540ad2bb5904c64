// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import java.io.IOException;
import java.util.function.IntUnaryOperator;

/// The bytes of an answer are none.
final class MalformedAnswerException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param problem what is what (expected what)
    MalformedAnswerException(String problem) {
        super("answer is malformed: " + problem);
    }

    /// Checks a number of an answer.
    ///
    /// @param what what it is
    /// @param end the first number that is too large
    static int checked(String what, int value, int end) throws MalformedAnswerException {
        if (value < 0 || value >= end) {
            throw new MalformedAnswerException(
                    "%s is %d (expected 0 to %d)".formatted(what, value, end - 1));
        }
        return value;
    }

    /// Checks the length of a column.
    static void checkLength(String column, int length, int expected)
            throws MalformedAnswerException {
        if (length != expected) {
            throw new MalformedAnswerException(
                    "column %s has %d entries (expected %d)".formatted(column, length, expected));
        }
    }

    /// Adds up how many entries rows have, and checks that their columns have as many.
    ///
    /// @param counts how many a row has
    static void checkSum(String column, int rows, IntUnaryOperator counts, int entries)
            throws MalformedAnswerException {
        long sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += Integer.toUnsignedLong(counts.applyAsInt(row));
        }
        if (sum != entries) {
            throw new MalformedAnswerException(
                    "column %s has %d entries (expected %d)".formatted(column, entries, sum));
        }
    }
}
