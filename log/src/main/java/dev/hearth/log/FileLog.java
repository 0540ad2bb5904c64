// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A log in local files, as `docs/formats/log-v1.md` describes them.
///
/// **Group commit.** Callers of [#append] queue; one thread takes all that waits, writes it with
/// one write and one `force`, and answers all of them. So an append costs about two forces of the
/// disk at worst, however many callers there are.
///
/// **When the disk is full**, or a write fails, the appends of that group are refused, the file is
/// cut back, and the next group is tried anew; reading goes on. **When a `force` fails**, the
/// operating system may have dropped the bytes and forgotten the error: a second `force` that
/// succeeds would prove nothing. The log then refuses every append until it is opened anew, which
/// reads from disk what is really there.
///
/// **Time** in records never falls, whatever the clock does.
///
/// One process and one object may have a folder open; a lock file sees to that.
public final class FileLog implements PartitionLog {

    private final FileLogConfig config;
    private final UUID partition;
    private final AppendQueue queue;
    private final LogWriter writer;
    private final Closeable folderLock;
    private final Thread thread;

    private FileLog(FileLogConfig config, UUID partition, LogWriter writer, Closeable folderLock) {
        this.config = config;
        this.partition = partition;
        this.queue = new AppendQueue(config.maxQueuedBytes());
        this.writer = writer;
        this.folderLock = folderLock;
        this.thread = Thread.ofPlatform().name("log-writer").daemon().unstarted(this::writeGroups);
    }

    /// Opens the log of a folder, and makes it if there is none.
    ///
    /// Removes what a crash left of records that were never acknowledged.
    ///
    /// @param clock gives the append times
    /// @throws CorruptLogException if something is wrong that no crash explains
    /// @throws dev.hearth.disk.FileLockedException if the folder is in use
    public static FileLog open(Disk disk, FileLogConfig config, InstantSource clock)
            throws IOException {
        disk.createDirectories(config.directory());
        Closeable folderLock = disk.lock(config.directory().resolve("lock"));
        try {
            UUID partition = PartitionFile.open(disk, config.directory());
            RecoveredLog recovered = new LogRecovery(disk, config.directory(), partition).recover();
            LogWriter writer = new LogWriter(disk, config, partition, clock, recovered);
            FileLog log = new FileLog(config, partition, writer, folderLock);
            log.thread.start();
            return log;
        } catch (IOException | RuntimeException e) {
            try {
                folderLock.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void writeGroups() {
        while (true) {
            List<PendingAppend> group = queue.take(config.maxGroupBytes());
            if (group.isEmpty()) {
                return;
            }
            writer.write(group);
            queue.release(group);
        }
    }

    @Override
    public String partition() {
        return partition.toString();
    }

    @Override
    public List<LogRecord> append(List<byte[]> payloads) throws IOException {
        if (payloads.isEmpty()) {
            throw new IllegalArgumentException("append has no payload (expected at least one)");
        }
        PendingAppend append = new PendingAppend(List.copyOf(payloads));
        queue.add(append);
        return append.await(queue);
    }

    @Override
    public long durableEnd() {
        return writer.state().durableEnd();
    }

    @Override
    public long start() {
        return writer.state().start();
    }

    @Override
    public List<LogRecord> read(long position, int maxBytes) throws IOException {
        LogState state = writer.state();
        if (position > state.durableEnd()) {
            throw new IllegalArgumentException(
                    "position is %d (expected at most %d, the log's end)"
                            .formatted(position, state.durableEnd()));
        }
        if (position < state.start()) {
            throw trimmed(position, state);
        }
        List<LogRecord> records = new ArrayList<>();
        try {
            long at = position;
            for (int i = state.fileOf(position); i < state.files().size(); i++) {
                state.files().get(i).read(at, state.endOf(i), maxBytes, records);
                at = position + records.size();
                if (at < state.endOf(i)) {
                    break;
                }
            }
            return records;
        } catch (NoSuchFileException e) {
            LogState now = writer.settledState();
            if (records.isEmpty() && position < now.start()) {
                throw trimmed(position, now);
            }
            throw e;
        }
    }

    private static IOException trimmed(long position, LogState state) {
        return new IOException(
                "position is %d (expected at least %d, the log's start: what is below was trimmed)"
                        .formatted(position, state.start()));
    }

    @Override
    public void trim(long position) throws IOException {
        writer.trim(position);
    }

    @Override
    public void advanceTo(long position) throws IOException {
        writer.advanceTo(position);
    }

    /// Payload bytes that wait to become durable.
    public long queuedBytes() {
        return queue.bytes();
    }

    /// Groups that were made durable since the log was opened.
    public long forces() {
        return writer.forces();
    }

    /// Nanoseconds that making them durable took, all together.
    public long forceNanos() {
        return writer.forceNanos();
    }

    /// Writes what waits, refuses what comes, and gives the folder free.
    @Override
    public void close() throws IOException {
        queue.close();
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            writer.close();
        } finally {
            folderLock.close();
        }
    }
}
