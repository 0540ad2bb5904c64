// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

/// Takes functions as they are found.
@FunctionalInterface
public interface FunctionSink {

    /// Takes a function.
    ///
    /// @param name name as the linker knows it
    /// @param start its first address
    /// @param end its end, exclusive
    void function(String name, long start, long end) throws MalformedDebuginfoException;
}
