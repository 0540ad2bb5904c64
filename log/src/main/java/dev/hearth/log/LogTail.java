// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import java.io.IOException;

/// Where the good records of a log's last file end.
///
/// @param position position of the next record
/// @param offset byte of the file at which it will begin
/// @param lastAppendMillis append time of the record before
record LogTail(long position, long offset, long lastAppendMillis) {

    private static final int CHUNK = 4 << 20;

    /// Reads the file through.
    ///
    /// @param lastAppendMillis append time of the record before the file
    /// @throws CorruptLogException if something is wrong before the last group: each record says
    ///   how much was not yet durable when it was written
    static LogTail find(Disk disk, LogFile file, LogFormat format, long lastAppendMillis)
            throws IOException {
        long size = disk.size(file.path());
        LogTail tail = new LogTail(file.first(), LogFormat.HEADER, lastAppendMillis);
        int length = CHUNK;
        while (tail.offset < size) {
            byte[] in = disk.read(file.path(), tail.offset, length);
            LogTail next = tail.follow(in, file, format);
            if (next.offset == tail.offset) {
                if (tail.offset + length >= size) {
                    tail.checkTorn(in, file, format);
                    return tail;
                }
                length = (int) Math.min(size - tail.offset, Integer.MAX_VALUE - 16);
            } else {
                length = CHUNK;
            }
            tail = next;
        }
        return tail;
    }

    /// Goes on over the good records in a buffer that begins at this tail.
    private LogTail follow(byte[] in, LogFile file, LogFormat format) {
        long at = position;
        long millis = lastAppendMillis;
        int from = 0;
        while (format.isRecord(in, from) && LogFormat.position(in, from) == at) {
            file.note(at, offset + from);
            millis = LogFormat.appendMillis(in, from);
            at++;
            from += LogFormat.FRAME + LogFormat.length(in, from);
        }
        return new LogTail(at, offset + from, millis);
    }

    /// Checks that no record in the rest of the file was written when that at the tail had been
    /// made durable.
    private void checkTorn(byte[] rest, LogFile file, LogFormat format) throws CorruptLogException {
        for (int i = 0; i + LogFormat.FRAME <= rest.length; i++) {
            long other = LogFormat.position(rest, i);
            if (other > position
                    && other - position <= rest.length
                    && other - LogFormat.pending(rest, i) > position
                    && format.isRecord(rest, i)) {
                throw new CorruptLogException(
                        file.path(),
                        offset,
                        "record %d, which record %d at byte %d was written after"
                                .formatted(position, other, offset + i),
                        "other bytes");
            }
        }
    }
}
