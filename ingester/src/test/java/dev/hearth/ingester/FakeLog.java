// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.PartitionLog;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// A log in memory that several owners may share, and that fails when told. It forgets nothing, so
/// that a test can look up what ever was durable.
final class FakeLog implements PartitionLog {

    private final Clock clock;
    private final TreeMap<Long, LogRecord> records = new TreeMap<>();
    private long start;
    private long end;
    private Fault fault = Fault.NONE;
    private boolean isBroken;

    FakeLog(Clock clock) {
        this.clock = clock;
    }

    /// What goes wrong with the next append.
    enum Fault {
        NONE,
        /// It is refused; the ones after it are not.
        FULL,
        /// It is written but its caller hears of a failure; the log takes nothing until reopened.
        WRITTEN_BUT_FAILED,
        /// It is not written, and the log takes nothing until reopened.
        LOST_AND_FAILED
    }

    void failNext(Fault next) {
        fault = next;
    }

    /// As if the process had started anew.
    void reopen() {
        isBroken = false;
    }

    /// Every record that ever was durable, trimmed ones too.
    Collection<LogRecord> history() {
        return records.values();
    }

    @Override
    public String partition() {
        return "p";
    }

    @Override
    public List<LogRecord> append(List<byte[]> payloads) throws IOException {
        Fault now = isBroken ? Fault.FULL : fault;
        fault = Fault.NONE;
        if (now == Fault.FULL) {
            throw new LogUnavailableException("log is full", null);
        }
        isBroken = now != Fault.NONE;
        List<LogRecord> appended = new ArrayList<>();
        for (byte[] payload : now == Fault.LOST_AND_FAILED ? List.<byte[]>of() : payloads) {
            appended.add(new LogRecord(end, clock.millis(), payload));
            records.put(end, appended.getLast());
            end++;
        }
        if (isBroken) {
            throw new LogUnavailableException("log failed", null);
        }
        return appended;
    }

    @Override
    public long durableEnd() {
        return end;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public List<LogRecord> read(long position, int maxBytes) throws IOException {
        if (position < start) {
            throw new IOException("position %d was trimmed (start %d)".formatted(position, start));
        }
        List<LogRecord> found = new ArrayList<>();
        long next = position;
        while (found.size() < 5 && records.containsKey(next)) {
            found.add(records.get(next++));
        }
        return found;
    }

    @Override
    public void trim(long position) {
        start = Math.max(start, position);
    }

    @Override
    public void advanceTo(long position) {
        end = Math.max(end, position);
    }

    @Override
    public void close() {}
}
