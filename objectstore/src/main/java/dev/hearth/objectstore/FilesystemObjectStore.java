// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Objects as files under a folder, the key as the path.
///
/// A new object is written to a file of the folder `.tmp`, forced, and then linked to its name: a
/// name is there with the whole object behind it or not at all, and of two that write one key one
/// wins, also between processes. The file system must have hard links. No key may start with
/// `.tmp/`, and none may lie below another that is an object.
///
/// A folder is there as long as something is in it: whoever deletes the last object removes it. So
/// a put may find that a folder it made is gone, and makes it again; and it forces all folders
/// above its object after the object has its name, since only from then on do they stay.
public final class FilesystemObjectStore implements ObjectStore {

    private static final String TEMPORARY = ".tmp";
    private static final int ATTEMPTS = 50;
    private static final int COPY_BYTES = 1 << 16;

    private final Disk disk;
    private final Path root;
    private final Path temporary;
    private final String process = UUID.randomUUID().toString();
    private final AtomicLong puts = new AtomicLong();

    /// Opens a store, and creates its folder if there is none.
    ///
    /// @param root the folder; all that is in it belongs to the store
    /// @throws IOException if the folder cannot be made or cleaned of what a crash left
    public FilesystemObjectStore(Disk disk, Path root) throws IOException {
        this(root, disk);
        disk.createDirectories(root);
        disk.createDirectories(temporary);
        finishPuts();
    }

    private FilesystemObjectStore(Path root, Disk disk) {
        this.disk = disk;
        this.root = root;
        this.temporary = root.resolve(TEMPORARY);
    }

    /// Opens a store to read it, also while another process writes it. Changes nothing in the
    /// folder, which must be that of a store.
    ///
    /// @throws IOException if the folder is empty, or cannot be read
    public static ObjectStore openReadOnly(Disk disk, Path root) throws IOException {
        if (disk.list(root).isEmpty()) {
            throw new IOException(
                    "folder %s holds no object store (expected that of -storage.filesystem.dir)"
                            .formatted(root));
        }
        return new ReadOnlyObjectStore(new FilesystemObjectStore(root, disk));
    }

    /// A file that was left in `.tmp` tells of a put that was broken off, perhaps after its object
    /// got its name and before that name was durable. Now others may rely on it, so it is made so.
    private void finishPuts() throws IOException {
        List<String> left = disk.list(temporary);
        if (left.isEmpty()) {
            return;
        }
        forceAll(root, disk.list(root));
        for (String name : left) {
            disk.delete(temporary.resolve(name));
        }
    }

    private void forceAll(Path folder, List<String> names) throws IOException {
        for (String name : names) {
            if (name.endsWith("/")) {
                Path inner = folder.resolve(name);
                forceAll(inner, disk.list(inner));
            }
        }
        force(folder);
    }

    /// Makes the names in a folder durable, unless it was removed: then there are none.
    private void force(Path folder) throws IOException {
        try {
            disk.forceDirectory(folder);
        } catch (NoSuchFileException _) {
            // Nothing was in it.
        }
    }

    /// Writes what an object holds.
    @FunctionalInterface
    private interface Body {

        void writeTo(DiskFile file) throws IOException;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return put(key, file -> file.write(ByteBuffer.wrap(bytes)));
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return put(key, file -> copy(key, content, file));
    }

    private static void copy(String key, ObjectContent content, DiskFile file) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        long copied = 0;
        try (InputStream in = content.source().open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                file.write(ByteBuffer.wrap(buffer, 0, read));
                copied += read;
            }
        }
        if (copied != content.length()) {
            throw new IOException(
                    "content of object \"%s\" has %d bytes (expected %d)"
                            .formatted(key, copied, content.length()));
        }
    }

    private boolean put(String key, Body body) throws IOException {
        Path path = path(key);
        if (disk.size(path) >= 0) {
            return taken(path);
        }
        NoSuchFileException swept = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return write(path, body);
            } catch (NoSuchFileException e) {
                // Another process that opened the store took the file for one left by a crash, or
                // someone removed folders: with the last object in them, or by hand.
                swept = e;
                disk.createDirectories(temporary);
            }
        }
        throw new IOException(
                "object \"%s\" could not be written in %d attempts".formatted(key, ATTEMPTS),
                swept);
    }

    private boolean write(Path path, Body body) throws IOException {
        Path written = temporary.resolve(process + "-" + puts.getAndIncrement());
        try {
            try (DiskFile file = disk.create(written)) {
                body.writeTo(file);
                file.force();
            }
            disk.createDirectories(folderOf(path));
            try {
                disk.link(written, path);
            } catch (FileAlreadyExistsException e) {
                return taken(path);
            }
            forceAbove(path);
            return true;
        } finally {
            disk.delete(written);
        }
    }

    /// Whoever is told that a key is taken relies on the object, which may be a moment old.
    private boolean taken(Path path) throws IOException {
        forceAbove(path);
        return false;
    }

    /// Makes the name of an object durable, and those of all folders above it: they may have been
    /// made a moment ago, or by a process that was killed, or anew since this one made them.
    private void forceAbove(Path path) throws IOException {
        for (Path at = path; !at.equals(root); at = folderOf(at)) {
            force(folderOf(at));
        }
    }

    private static Path folderOf(Path path) {
        Path folder = path.getParent();
        if (folder == null) {
            throw new IllegalStateException("path %s has no folder".formatted(path));
        }
        return folder;
    }

    @Override
    public byte[] get(String key) throws IOException {
        try {
            return disk.read(path(key));
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        }
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        ObjectKeys.checkRange(offset, length);
        byte[] bytes;
        try {
            bytes = disk.read(path(key), offset, length);
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        }
        if (bytes.length < length) {
            throw new IOException(
                    "object \"%s\" has %d bytes (expected at least %d)"
                            .formatted(key, size(key), offset + length));
        }
        return bytes;
    }

    private static NoSuchObjectException missing(String key, NoSuchFileException cause) {
        NoSuchObjectException missing = new NoSuchObjectException(key);
        missing.initCause(cause);
        return missing;
    }

    @Override
    public long size(String key) throws IOException {
        return disk.size(path(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> keys = new ArrayList<>();
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        if (isFolder(folder)) {
            list(folder, prefix, after, limit, keys);
        }
        return keys;
    }

    /// Whether keys may begin with what ends in `/`, or is empty.
    private static boolean isFolder(String folder) {
        return folder.isEmpty()
                || (!folder.startsWith(TEMPORARY + "/")
                        && ObjectKeys.isKey(folder.substring(0, folder.length() - 1)));
    }

    /// Walks a folder in order of keys. The names of folders end in `/` and sort with it, which is
    /// the order of the keys below them among the others.
    private void list(String folder, String prefix, String after, int limit, List<String> keys)
            throws IOException {
        for (String name : disk.list(root.resolve(folder))) {
            if (keys.size() >= limit) {
                return;
            }
            String key = folder + name;
            if (!name.endsWith("/")) {
                if (key.startsWith(prefix) && key.compareTo(after) > 0) {
                    keys.add(key);
                }
            } else if ((key.startsWith(prefix) || prefix.startsWith(key))
                    && (key.compareTo(after) > 0 || after.startsWith(key))
                    && !key.equals(TEMPORARY + "/")) {
                list(key, prefix, after, limit, keys);
            }
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Path path = path(key);
        if (disk.size(path) >= 0) {
            disk.delete(path);
            force(folderOf(path));
            removeEmpty(folderOf(path));
        }
    }

    private void removeEmpty(Path folder) throws IOException {
        Path at = folder;
        while (!at.equals(root) && disk.deleteEmptyDirectory(at)) {
            at = folderOf(at);
        }
    }

    @Override
    public void close() {}

    private Path path(String key) {
        ObjectKeys.check(key);
        if (key.equals(TEMPORARY) || key.startsWith(TEMPORARY + "/")) {
            throw new IllegalArgumentException(
                    "key \"%s\" starts with %s (reserved)".formatted(key, TEMPORARY));
        }
        return root.resolve(key);
    }
}
