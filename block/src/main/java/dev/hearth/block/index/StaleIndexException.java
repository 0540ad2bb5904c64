// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

/// A change does not fit the index any more, because somebody else changed it. Whoever planned the
/// change plans anew.
public final class StaleIndexException extends Exception {

    private static final long serialVersionUID = 1;

    StaleIndexException(String message) {
        super(message);
    }
}
