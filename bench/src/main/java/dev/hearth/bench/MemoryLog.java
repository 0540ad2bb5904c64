// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.log.LogRecord;
import dev.hearth.log.PartitionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A log that is durable at once and keeps nothing, so that a benchmark sees what stands around it.
final class MemoryLog implements PartitionLog {

    private final AtomicLong end = new AtomicLong();

    @Override
    public String partition() {
        return "bench";
    }

    @Override
    public List<LogRecord> append(List<byte[]> payloads) {
        List<LogRecord> records = new ArrayList<>(payloads.size());
        for (byte[] payload : payloads) {
            records.add(new LogRecord(end.getAndIncrement(), System.currentTimeMillis(), payload));
        }
        return records;
    }

    @Override
    public long durableEnd() {
        return end.get();
    }

    @Override
    public long start() {
        return 0;
    }

    @Override
    public List<LogRecord> read(long position, int maxBytes) {
        throw new IllegalStateException("record %d was not kept".formatted(position));
    }

    @Override
    public void trim(long position) {}

    @Override
    public void advanceTo(long position) {
        end.set(position);
    }

    @Override
    public void close() {}
}
