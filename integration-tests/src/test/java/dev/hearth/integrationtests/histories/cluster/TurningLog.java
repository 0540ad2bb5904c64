// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.log.LogRecord;
import dev.hearth.log.PartitionLog;
import java.io.IOException;
import java.util.List;

/// A log before whose appends others may have their turn.
record TurningLog(PartitionLog log, Turns turns) implements PartitionLog {

    @Override
    public List<LogRecord> append(List<byte[]> payloads) throws IOException {
        turns.next("append to the log of " + partition());
        return log.append(payloads);
    }

    @Override
    public String partition() {
        return log.partition();
    }

    @Override
    public long durableEnd() {
        return log.durableEnd();
    }

    @Override
    public long start() {
        return log.start();
    }

    @Override
    public List<LogRecord> read(long position, int maxBytes) throws IOException {
        return log.read(position, maxBytes);
    }

    @Override
    public void trim(long position) throws IOException {
        log.trim(position);
    }

    @Override
    public void advanceTo(long position) throws IOException {
        log.advanceTo(position);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
