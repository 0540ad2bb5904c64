// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.log.LogRecord;
import dev.hearth.log.PartitionLog;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A log that several processes share, as they do one of a broker: each may take itself for its
/// owner.
final class SharedLog implements PartitionLog {

    private final String partition;
    private final Clock clock;
    private final TreeMap<Long, LogRecord> records = new TreeMap<>();
    private long start;
    private long end;
    private long lastMillis;

    SharedLog(String partition, Clock clock) {
        this.partition = partition;
        this.clock = clock;
    }

    @Override
    public String partition() {
        return partition;
    }

    @Override
    public List<LogRecord> append(List<byte[]> payloads) {
        lastMillis = Math.max(lastMillis, clock.millis());
        List<LogRecord> appended = new ArrayList<>();
        for (byte[] payload : payloads) {
            LogRecord record = new LogRecord(end++, lastMillis, payload);
            records.put(record.position(), record);
            appended.add(record);
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
            throw new IOException(
                    "position is %d (expected at least %d)".formatted(position, start));
        }
        return List.copyOf(records.tailMap(position).values());
    }

    @Override
    public void trim(long position) {
        start = Math.max(start, Math.min(position, end));
        records.headMap(start).clear();
    }

    @Override
    public void advanceTo(long position) throws IOException {
        if (position > end) {
            throw new IOException("log ends at %d (expected %d)".formatted(end, position));
        }
    }

    @Override
    public void close() {}
}
