// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// One file of a log, to read from.
///
/// Keeps where some of its records lie: one in every [#INDEX_BYTES] bytes of those that were
/// written or read so far, and the one that the last read ended at.
final class LogFile {

    private static final int INDEX_BYTES = 256 << 10;
    private static final int CHUNK = 256 << 10;

    private final Disk disk;
    private final Path path;
    private final long first;
    private final UUID partition;

    /// Position to offset; guarded by itself.
    private final TreeMap<Long, Long> index = new TreeMap<>();

    private volatile Place readEnd;

    /// A record and where it begins in the file.
    record Place(long position, long offset) {}

    LogFile(Disk disk, Path path, long first, UUID partition) {
        this.disk = disk;
        this.path = path;
        this.first = first;
        this.partition = partition;
        this.readEnd = new Place(first, LogFormat.HEADER);
        index.put(first, (long) LogFormat.HEADER);
    }

    Path path() {
        return path;
    }

    /// Position of the file's first record.
    long first() {
        return first;
    }

    /// Remembers where a record lies, if it is far enough from the last one remembered.
    void note(long position, long offset) {
        synchronized (index) {
            if (offset - index.lastEntry().getValue() >= INDEX_BYTES) {
                index.put(position, offset);
            }
        }
    }

    /// Reads records from `position` to `end`, until `maxBytes` are reached; `into` may hold some
    /// already.
    ///
    /// @param end exclusive; all records before it are in the file
    void read(long position, long end, int maxBytes, List<LogRecord> into) throws IOException {
        LogFormat format = new LogFormat(partition);
        Place place = placeBefore(position);
        long at = place.position();
        long offset = place.offset();
        int length = CHUNK;
        long bytes = 0;
        for (LogRecord record : into) {
            bytes += record.payload().length;
        }
        while (at < end && (into.isEmpty() || bytes < maxBytes)) {
            byte[] chunk = disk.read(path, offset, length);
            int from = 0;
            while (at < end
                    && (into.isEmpty() || bytes < maxBytes)
                    && LogFormat.isWhole(chunk, from)) {
                check(format, chunk, from, at, offset + from);
                int to = from + LogFormat.FRAME + LogFormat.length(chunk, from);
                if (at >= position) {
                    into.add(
                            new LogRecord(
                                    at,
                                    LogFormat.appendMillis(chunk, from),
                                    Arrays.copyOfRange(chunk, from + LogFormat.FRAME, to)));
                    bytes += LogFormat.length(chunk, from);
                }
                note(at, offset + from);
                at++;
                from = to;
            }
            if (from == 0) {
                int needed = needed(chunk, offset, at);
                if (chunk.length < length || needed <= length) {
                    throw new CorruptLogException(
                            path, offset, "record " + at, chunk.length + " bytes of it");
                }
                length = needed;
            } else {
                offset += from;
                length = CHUNK;
            }
        }
        readEnd = new Place(at, offset);
    }

    private Place placeBefore(long position) {
        Place last = readEnd;
        if (last.position() == position) {
            return last;
        }
        synchronized (index) {
            Map.Entry<Long, Long> entry = index.floorEntry(position);
            return new Place(entry.getKey(), entry.getValue());
        }
    }

    /// Bytes of the record that begins the buffer.
    private int needed(byte[] chunk, long offset, long at) throws CorruptLogException {
        if (chunk.length < LogFormat.FRAME) {
            return LogFormat.FRAME;
        }
        int payload = LogFormat.length(chunk, 0);
        if (payload < 0 || payload > Integer.MAX_VALUE - LogFormat.FRAME) {
            throw new CorruptLogException(
                    path, offset, "the length of record " + at, Integer.toUnsignedString(payload));
        }
        return payload + LogFormat.FRAME;
    }

    private void check(LogFormat format, byte[] chunk, int from, long at, long offset)
            throws CorruptLogException {
        if (!format.isRecord(chunk, from)) {
            throw new CorruptLogException(
                    path, offset, "record " + at, "bytes whose checksum differs");
        }
        if (LogFormat.position(chunk, from) != at) {
            throw new CorruptLogException(
                    path, offset, "record " + at, "record " + LogFormat.position(chunk, from));
        }
    }
}
