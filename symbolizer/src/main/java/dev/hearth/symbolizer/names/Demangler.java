// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// Chooses by its beginning how a name is to be read.
public final class Demangler {

    /// Longer names are left as they are.
    static final int MAX_LENGTH = 1 << 14;

    private Demangler() {}

    /// The name that people wrote, without the types of parameters; the name as it is if it is not
    /// mangled, or in a way that is not known. Never fails.
    public static String demangle(String name) {
        return name;
    }
}
