// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the files of a log back into order after whatever ended the process before.
///
/// A crash explains: a last file whose header is not whole, with nothing behind it; a last group of
/// the last file of which any part is missing; files before one that begins afresh. All that was
/// acknowledged is then still there. Anything else is an error, and nothing is changed.
///
/// Everything that is found is forced before it is used: the process may have ended between writing
/// and forcing, and the machine may go next.
final class LogRecovery {

    private static final Logger LOGGER = LoggerFactory.getLogger(LogRecovery.class);

    private final Disk disk;
    private final Path directory;
    private final UUID partition;
    private final LogFormat format;

    LogRecovery(Disk disk, Path directory, UUID partition) {
        this.disk = disk;
        this.directory = directory;
        this.partition = partition;
        this.format = new LogFormat(partition);
    }

    /// A file by its name and header.
    private record Found(LogFile file, LogFormat.Header header) {}

    RecoveredLog recover() throws IOException {
        List<Long> firsts = firsts();
        List<Found> found = new ArrayList<>();
        for (long first : firsts) {
            boolean isLast = first == firsts.getLast();
            Path path = directory.resolve(LogFormat.fileName(first));
            if (isLast && isStillborn(path, first)) {
                if (found.isEmpty() && first != 0) {
                    throw new CorruptLogException(path, 0, "a header", "none");
                }
                disk.delete(path);
            } else {
                byte[] bytes = disk.read(path, 0, LogFormat.HEADER);
                LogFormat.Header header = format.readHeader(path, bytes, first);
                if (!found.isEmpty()) {
                    if (header.isFresh()) {
                        force(path);
                        deleteAll(found);
                    } else {
                        checkPrevious(path, header, found.getLast().file());
                    }
                }
                found.add(new Found(new LogFile(disk, path, first, partition), header));
            }
        }
        if (found.isEmpty()) {
            return begin();
        }
        disk.forceDirectory(directory);
        return openLast(found);
    }

    private List<Long> firsts() throws IOException {
        List<Long> firsts = new ArrayList<>();
        for (String name : disk.list(directory)) {
            if (name.matches("\\d{20}" + LogFormat.SUFFIX)) {
                firsts.add(Long.parseLong(name.substring(0, 20)));
            }
        }
        return firsts;
    }

    /// Whether the file's making was broken off: its header is forced before anything follows it.
    private boolean isStillborn(Path path, long first) throws IOException {
        if (disk.size(path) > LogFormat.HEADER) {
            return false;
        }
        try {
            format.readHeader(path, disk.read(path), first);
            return false;
        } catch (CorruptLogException e) {
            return true;
        }
    }

    /// Checks that the file before is the one that was there when `path` was begun, as long as
    /// then.
    private void checkPrevious(Path path, LogFormat.Header header, LogFile previous)
            throws IOException {
        if (previous.first() != header.previousFirst()) {
            throw new CorruptLogException(
                    path,
                    40,
                    "file %s before it".formatted(LogFormat.fileName(header.previousFirst())),
                    "file %s before it".formatted(previous.path().getFileName()));
        }
        long size = disk.size(previous.path());
        if (size != header.previousSize()) {
            throw new CorruptLogException(
                    previous.path(),
                    Math.min(size, header.previousSize()),
                    "%d bytes".formatted(header.previousSize()),
                    "%d bytes".formatted(size));
        }
    }

    /// Makes a file durable before those that it replaces go.
    private void force(Path path) throws IOException {
        try (DiskFile file = disk.openForAppend(path)) {
            file.force();
        }
        disk.forceDirectory(directory);
    }

    private void deleteAll(List<Found> found) throws IOException {
        for (Found old : found) {
            disk.delete(old.file().path());
        }
        found.clear();
    }

    private RecoveredLog begin() throws IOException {
        Path path = directory.resolve(LogFormat.fileName(0));
        DiskFile out = disk.create(path);
        try {
            out.write(ByteBuffer.wrap(format.header(0, LogFormat.Header.fresh(0))));
            out.force();
            disk.forceDirectory(directory);
        } catch (IOException e) {
            out.close();
            throw e;
        }
        LogFile file = new LogFile(disk, path, 0, partition);
        return new RecoveredLog(new LogState(List.of(file), 0), out, LogFormat.HEADER, 0);
    }

    private RecoveredLog openLast(List<Found> found) throws IOException {
        Found last = found.getLast();
        LogTail tail = LogTail.find(disk, last.file(), format, last.header().lastAppendMillis());
        DiskFile out = disk.openForAppend(last.file().path());
        try {
            if (tail.offset() < out.size()) {
                LOGGER.info(
                        "{} bytes behind record {} in {} were written when the process ended, and acknowledged to nobody: they are cut off",
                        out.size() - tail.offset(),
                        tail.position() - 1,
                        last.file().path());
                out.truncate(tail.offset());
            }
            out.force();
        } catch (IOException e) {
            out.close();
            throw e;
        }
        return new RecoveredLog(
                new LogState(found.stream().map(Found::file).toList(), tail.position()),
                out,
                tail.offset(),
                tail.lastAppendMillis());
    }
}
