// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Gives room for sections that are unpacked.
@FunctionalInterface
public interface Scratch {

    /// Returns direct memory of its own, which may be a mapped file.
    ///
    /// @param size bytes
    /// @throws IOException if there is no room
    ByteBuffer allocate(int size) throws IOException;
}
