// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// Chooses by its beginning how a name is to be read.
public final class Demangler {

    /// Longer names are left as they are.
    private static final int MAX_LENGTH = 1 << 14;

    private Demangler() {}

    /// The name that people wrote, without the types of parameters; the name as it is if it is not
    /// mangled, or in a way that is not known. Never fails.
    public static String demangle(String name) {
        String read = read(name);
        return read.isEmpty() ? name : read;
    }

    private static String read(String name) {
        if (name.length() < 3 || name.length() > MAX_LENGTH) {
            return name;
        }
        String core = withoutSuffix(name);
        try {
            if (core.startsWith("_R")) {
                return new RustNames(core, 2).read();
            }
            if (core.startsWith("_ZN") && OldRustNames.isOne(core)) {
                return OldRustNames.read(core);
            }
            if (core.startsWith("_Z")) {
                return new CppNames(core, 2).read();
            }
        } catch (UnreadableNameException _) {
            return name;
        }
        return name;
    }

    /// Without what compilers append to parts and copies of a function: `.cold`, `.llvm.123`.
    private static String withoutSuffix(String name) {
        int dot = name.indexOf('.', 2);
        if (dot < 0 || !name.startsWith("_")) {
            return name;
        }
        // Old Rust names have dots of their own before the hash.
        int hash = name.indexOf("17h");
        if (hash > dot) {
            dot = name.indexOf('.', hash);
        }
        return dot < 0 ? name : name.substring(0, dot);
    }
}
