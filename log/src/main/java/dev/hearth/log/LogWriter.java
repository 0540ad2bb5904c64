// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Changes the files of a log: writes groups, begins new files, removes old ones.
///
/// After a write that failed the file is cut back to where it was and the next group is tried anew.
/// After a `force` that failed nobody knows what is on disk, and asking again may say yes without
/// it being there; so nothing is written any more.
final class LogWriter implements Closeable {

    private final Disk disk;
    private final FileLogConfig config;
    private final UUID partition;
    private final LogFormat format;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer buffer;

    private final LongAdder forces = new LongAdder();
    private final LongAdder forceNanos = new LongAdder();
    private volatile LogState state;

    /// Guarded by `lock`, like all below.
    private DiskFile out;

    private long size;
    private long lastAppendMillis;
    private @Nullable Throwable failure;

    LogWriter(
            Disk disk,
            FileLogConfig config,
            UUID partition,
            InstantSource clock,
            RecoveredLog recovered) {
        this.disk = disk;
        this.config = config;
        this.partition = partition;
        this.format = new LogFormat(partition);
        this.clock = clock;
        this.state = recovered.state();
        this.out = recovered.out();
        this.size = recovered.size();
        this.lastAppendMillis = recovered.lastAppendMillis();
        this.buffer = direct(config.maxGroupBytes() + (64 << 10));
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    LogState state() {
        return state;
    }

    /// Groups that were made durable.
    long forces() {
        return forces.sum();
    }

    /// Time that their forces took.
    long forceNanos() {
        return forceNanos.sum();
    }

    /// The state as it is when no change is under way.
    LogState settledState() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /// Makes a group durable, or refuses all of it.
    void write(List<PendingAppend> group) {
        List<List<LogRecord>> records;
        lock.lock();
        try {
            records = writeRecords(group);
        } catch (IOException e) {
            group.forEach(append -> append.refuse(String.valueOf(e.getMessage()), e));
            return;
        } catch (RuntimeException | Error e) {
            failure = e;
            group.forEach(append -> append.refuse("log failed: " + e, e));
            return;
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i).complete(records.get(i));
        }
    }

    private List<List<LogRecord>> writeRecords(List<PendingAppend> group) throws IOException {
        refuseIfFailed();
        LogState before = state;
        if (size >= config.maxFileBytes() && before.durableEnd() > current().first()) {
            beginFile(before.durableEnd(), false);
        }
        long millis = Math.max(lastAppendMillis, clock.millis());
        List<List<LogRecord>> records = number(group, before.durableEnd(), millis);
        ByteBuffer frames = frames(records, before.durableEnd());
        int length = frames.remaining();
        try {
            out.write(frames);
        } catch (IOException e) {
            cutBack();
            throw unavailable(e);
        }
        long started = System.nanoTime();
        try {
            out.force();
        } catch (IOException e) {
            throw fail(e);
        }
        forceNanos.add(System.nanoTime() - started);
        forces.increment();
        lastAppendMillis = millis;
        long end = note(records, before.durableEnd());
        size += length;
        state = state.withEnd(end);
        return records;
    }

    private static List<List<LogRecord>> number(
            List<PendingAppend> group, long first, long millis) {
        List<List<LogRecord>> all = new ArrayList<>(group.size());
        long position = first;
        for (PendingAppend append : group) {
            List<LogRecord> records = new ArrayList<>(append.payloads().size());
            for (byte[] payload : append.payloads()) {
                records.add(new LogRecord(position++, millis, payload));
            }
            all.add(List.copyOf(records));
        }
        return all;
    }

    private ByteBuffer frames(List<List<LogRecord>> group, long first) {
        long length = 0;
        for (List<LogRecord> records : group) {
            for (LogRecord record : records) {
                length += LogFormat.FRAME + record.payload().length;
            }
        }
        ByteBuffer to =
                length <= buffer.capacity()
                        ? buffer.clear()
                        : ByteBuffer.allocate(Math.toIntExact(length))
                                .order(ByteOrder.LITTLE_ENDIAN);
        for (List<LogRecord> records : group) {
            for (LogRecord record : records) {
                format.putRecord(
                        to,
                        record.position(),
                        record.appendMillis(),
                        (int) (record.position() - first),
                        record.payload());
            }
        }
        return to.flip();
    }

    private long note(List<List<LogRecord>> group, long first) {
        LogFile file = current();
        long position = first;
        long offset = size;
        for (List<LogRecord> records : group) {
            for (LogRecord record : records) {
                file.note(position++, offset);
                offset += LogFormat.FRAME + record.payload().length;
            }
        }
        return position;
    }

    private LogFile current() {
        return state.files().getLast();
    }

    /// Takes away what a failed write left.
    private void cutBack() throws LogUnavailableException {
        try {
            out.truncate(size);
            out.force();
        } catch (IOException e) {
            throw fail(e);
        }
    }

    /// Begins a file whose first record will be at `first`, durable with its name on return.
    private void beginFile(long first, boolean isFresh) throws LogUnavailableException {
        Path path = config.directory().resolve(LogFormat.fileName(first));
        LogFormat.Header header =
                isFresh
                        ? LogFormat.Header.fresh(lastAppendMillis)
                        : new LogFormat.Header(lastAppendMillis, current().first(), size);
        DiskFile next = create(path, format.header(first, header));
        try {
            next.force();
            disk.forceDirectory(config.directory());
            out.close();
        } catch (IOException e) {
            throw fail(e);
        }
        out = next;
        size = LogFormat.HEADER;
        LogFile file = new LogFile(disk, path, first, partition);
        state = isFresh ? new LogState(List.of(file), first) : state.withFile(file);
    }

    private DiskFile create(Path path, byte[] header) throws LogUnavailableException {
        DiskFile file;
        try {
            // What is there was left by an attempt that failed.
            disk.delete(path);
            file = disk.create(path);
        } catch (IOException e) {
            throw unavailable(e);
        }
        try {
            file.write(ByteBuffer.wrap(header));
            return file;
        } catch (IOException e) {
            remove(file, path);
            throw unavailable(e);
        }
    }

    /// Takes back a file that could not be begun: were it found whole after a crash, it could stand
    /// for more than was meant.
    private void remove(DiskFile file, Path path) throws LogUnavailableException {
        try {
            file.close();
            disk.delete(path);
            disk.forceDirectory(config.directory());
        } catch (IOException e) {
            throw fail(e);
        }
    }

    /// Removes files that hold nothing at or above `position`, the oldest first, each for good
    /// before the next, so that a crash leaves no gap. The last file stays.
    void trim(long position) throws IOException {
        lock.lock();
        try {
            while (state.files().size() > 1 && state.endOf(0) <= position) {
                disk.delete(state.files().getFirst().path());
                state = state.withoutFirst();
                try {
                    disk.forceDirectory(config.directory());
                } catch (IOException e) {
                    throw fail(e);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Goes on at `position` in a fresh file, if that is above the end, and removes all others.
    void advanceTo(long position) throws IOException {
        lock.lock();
        try {
            refuseIfFailed();
            LogState before = state;
            if (position <= before.durableEnd()) {
                return;
            }
            beginFile(position, true);
            for (LogFile file : before.files()) {
                disk.delete(file.path());
            }
            disk.forceDirectory(config.directory());
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfFailed() throws LogUnavailableException {
        if (failure != null) {
            throw new LogUnavailableException(
                    "log failed and takes nothing until it is opened anew: " + failure.getMessage(),
                    failure);
        }
    }

    private LogUnavailableException fail(IOException cause) {
        failure = cause;
        return new LogUnavailableException(
                "log failed and takes nothing until it is opened anew: " + cause.getMessage(),
                cause);
    }

    private LogUnavailableException unavailable(IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean isFull = reason.contains("No space left") || reason.contains("quota exceeded");
        return new LogUnavailableException(
                isFull
                        ? "disk is full: log in %s cannot grow".formatted(config.directory())
                        : "log could not be written: " + reason,
                cause);
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (failure == null) {
                failure = new IOException("log is closed");
            }
            out.close();
        } finally {
            lock.unlock();
        }
    }
}
