// SPDX-License-Identifier: Apache-2.0
package dev.hearth.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Files and folders, with what a crash may take away said for each operation.
///
/// After a crash a file holds at least the bytes that were written before its last
/// [DiskFile#force]; a name that was created, moved or deleted is sure only after [#forceDirectory]
/// of its folder. Everything else may be there or not, byte ranges independently.
///
/// Safe for many threads; calls block.
public interface Disk {

    /// The machine's own file system.
    static Disk real() {
        return new RealDisk();
    }

    /// Creates a folder and those above it; does nothing for one that exists. The names of the new
    /// folders are durable on return.
    void createDirectories(Path directory) throws IOException;

    /// Creates a file for writing.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken
    DiskFile create(Path file) throws IOException;

    /// Opens a file for writing at its end.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    DiskFile openForAppend(Path file) throws IOException;

    /// Reads a whole file.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    byte[] read(Path file) throws IOException;

    /// Reads up to `length` bytes from `offset`; fewer only at the end of the file.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    byte[] read(Path file, long offset, int length) throws IOException;

    /// Length of a file in bytes, or -1 if there is none or the name is a folder's.
    long size(Path file) throws IOException;

    /// Gives a file a second name. The name appears with the whole file behind it or not at all.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if `name` is taken
    void link(Path file, Path name) throws IOException;

    /// Renames a file over whatever has the name.
    void move(Path from, Path to) throws IOException;

    /// Removes a file; does nothing if there is none.
    void delete(Path file) throws IOException;

    /// Removes a folder in which nothing is.
    ///
    /// @return false if something is in it, or there is none
    boolean deleteEmptyDirectory(Path directory) throws IOException;

    /// Names in a folder, sorted; empty if there is no such folder. A name that ends in `/` is a
    /// folder's.
    List<String> list(Path directory) throws IOException;

    /// Takes the lock of a file, which is made if there is none; its content does not matter. The
    /// lock is held until it is closed or the process ends.
    ///
    /// @throws FileLockedException if another holds it, in this process or another
    Closeable lock(Path file) throws IOException;

    /// Makes the names in a folder durable.
    void forceDirectory(Path directory) throws IOException;
}
