// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

/// One record as it stands in a log.
///
/// Not a record class, because it holds an array; nobody changes `payload`.
public final class LogRecord {

    private final long position;
    private final long appendMillis;
    private final byte[] payload;

    /// @param position position of the record in its log
    /// @param appendMillis when it was appended, milliseconds since the epoch; never falls
    /// @param payload its bytes
    public LogRecord(long position, long appendMillis, byte[] payload) {
        this.position = position;
        this.appendMillis = appendMillis;
        this.payload = payload;
    }

    /// Position of the record in its log.
    public long position() {
        return position;
    }

    /// When it was appended, milliseconds since the epoch; never smaller than that of the record
    /// before.
    public long appendMillis() {
        return appendMillis;
    }

    /// Its bytes; not to be changed.
    public byte[] payload() {
        return payload;
    }
}
