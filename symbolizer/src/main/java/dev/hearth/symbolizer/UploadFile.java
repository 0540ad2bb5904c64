// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.symbolizer.DebuginfoException.Reason;
import dev.hearth.symbolizer.elf.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A file that is being uploaded, on disk as long as it is open, with the room that reading it
/// needs. Nothing of it is on the heap. For one thread.
final class UploadFile implements Scratch, Closeable {

    private static final int COPY_BYTES = 1 << 16;

    private final Path folder;
    private final Path file;
    private final List<Path> rooms = new ArrayList<>();
    private final Arena arena = Arena.ofShared();

    private UploadFile(Path folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /// Takes a body.
    ///
    /// @param folder where it is put; exists
    /// @param limit most bytes
    /// @param isCancelled asked between the pieces of the body whether to stop
    /// @throws DebuginfoException if there are none, or more
    static UploadFile receive(
            Path folder, InputStream body, long limit, BooleanSupplier isCancelled)
            throws IOException, DebuginfoException {
        UploadFile upload = new UploadFile(folder, Files.createTempFile(folder, "upload-", ""));
        try {
            long size = upload.copy(body, limit, isCancelled);
            if (size == 0) {
                throw new DebuginfoException(Reason.WRONG, "the body is empty (expected a file)");
            }
            return upload;
        } catch (IOException | RuntimeException | DebuginfoException e) {
            upload.close();
            throw e;
        }
    }

    private long copy(InputStream body, long limit, BooleanSupplier isCancelled)
            throws IOException, DebuginfoException {
        byte[] buffer = new byte[COPY_BYTES];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                if (isCancelled.getAsBoolean()) {
                    throw new IOException("the upload was cancelled, or took too long");
                }
                size += read;
                if (size > limit) {
                    throw new DebuginfoException(
                            Reason.WRONG,
                            "the file has more than %d bytes (set by -valdation.symbolizer.max-symbol-size-bytes)"
                                    .formatted(limit));
                }
                out.write(buffer, 0, read);
            }
        }
        return size;
    }

    Path path() {
        return file;
    }

    /// The content, good until this is closed.
    ByteBuffer bytes() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                    .asByteBuffer();
        }
    }

    @Override
    public ByteBuffer allocate(int size) throws IOException {
        if (size == 0) {
            return ByteBuffer.allocateDirect(0);
        }
        Path room = Files.createTempFile(folder, "unpacked-", "");
        rooms.add(room);
        try (FileChannel channel =
                FileChannel.open(room, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena).asByteBuffer();
        }
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
        for (Path room : rooms) {
            Files.deleteIfExists(room);
        }
    }
}
