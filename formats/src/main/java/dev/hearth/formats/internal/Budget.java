// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.MalformedProfileException;

/// What one decode may still spend on things that grow faster than the payload: label sets, joined
/// names, stacks that were put together.
public final class Budget {

    private long left;

    public Budget(long bytes) {
        this.left = bytes;
    }

    /// Takes bytes off the budget if that many are left; else it leaves it as it is.
    public boolean takes(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    /// Takes bytes off the budget.
    ///
    /// @throws MalformedProfileException if they are more than is left
    public void charge(long bytes) throws MalformedProfileException {
        if (!takes(bytes)) {
            throw ProtoReader.malformed(
                    "profile needs far more memory than its size (expected label sets and names in proportion to it)");
        }
    }
}
