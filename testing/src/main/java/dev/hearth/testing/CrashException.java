// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.IOException;

/// The power of a [SimulatedDisk] is off: the operation happened in part, wholly or not at all, and
/// no other will happen until the disk is started again.
public final class CrashException extends IOException {

    private static final long serialVersionUID = 1;

    CrashException(String message) {
        super(message);
    }
}
