// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes of an object that is too large for memory.
///
/// @param length bytes of it
/// @param source gives the bytes, exactly as many, from the start each time it is opened
public record ObjectContent(long length, Source source) {

    /// Opens bytes to be read.
    @FunctionalInterface
    public interface Source {

        /// Opens them at the start; the caller closes them.
        InputStream open() throws IOException;
    }

    /// What a file holds now.
    public static ObjectContent of(Path file) throws IOException {
        return new ObjectContent(Files.size(file), () -> Files.newInputStream(file));
    }
}
