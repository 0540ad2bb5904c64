// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// A name is not mangled as its beginning says, or in a way that is not known.
final class UnreadableNameException extends Exception {

    private static final long serialVersionUID = 1;

    UnreadableNameException() {
        super("the name cannot be read", null, false, false);
    }
}
