// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.log.LogProducer;
import dev.hearth.log.LogRecord;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.TailedLog;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The topic as one process sees it: with the partitions that it had when the process found it.
final class TopicClient implements LogTopic, LogTopic.Source, LogProducer {

    private final Broker broker;
    private final Turns turns;
    private final String process;
    private @Nullable Integer partitions;

    TopicClient(Broker broker, Turns turns, String process) {
        this.broker = broker;
        this.turns = turns;
        this.process = process;
    }

    @Override
    public LogTopic open() throws IOException {
        if (partitions == null) {
            broker.require(process);
            partitions = broker.size();
        }
        return this;
    }

    @Override
    public String name() {
        return "topic";
    }

    @Override
    public String id() {
        return broker.id;
    }

    @Override
    public int partitions() {
        if (partitions == null) {
            throw new IllegalStateException("topic is not open");
        }
        return partitions;
    }

    @Override
    public String partition(int number) {
        return broker.id + "-" + number;
    }

    @Override
    public void append(int partition, List<byte[]> payloads) throws IOException {
        for (byte[] payload : payloads) {
            try {
                broker.produce(process, partition, payload);
            } catch (IOException e) {
                throw new LogUnavailableException("not known to be durable: " + e, e);
            }
        }
    }

    @Override
    public TailedLog tail(int number) throws IOException {
        Tail tail = new Tail(number);
        tail.refresh();
        return tail;
    }

    @Override
    public void close() {}

    /// One partition as one of its owners reads it.
    private final class Tail implements TailedLog {

        private final int number;
        private long start;
        private long end;
        private long next = -1;
        private long lastMillis;
        private boolean isClosed;

        Tail(int number) {
            this.number = number;
        }

        @Override
        public String partition() {
            return TopicClient.this.partition(number);
        }

        @Override
        public boolean isDense() {
            return false;
        }

        @Override
        public void refresh() throws IOException {
            turns.next("bounds of " + number);
            ask();
        }

        private void ask() throws IOException {
            requireOpen();
            Broker.Bounds bounds = broker.bounds(process, number);
            start = Math.max(start, bounds.start());
            end = Math.max(end, bounds.end());
        }

        private void requireOpen() throws IOException {
            if (isClosed) {
                throw new IOException("log is closed");
            }
        }

        @Override
        public long durableEnd() {
            return end;
        }

        @Override
        public long start() {
            return start;
        }

        /// Others do not get their turn: heads are locked.
        @Override
        public List<LogRecord> read(long position, int maxBytes) throws IOException {
            requireOpen();
            List<LogRecord> found;
            try {
                found = broker.fetch(process, number, position);
            } catch (IOException e) {
                ask();
                throw e;
            }
            lastMillis = position == next ? lastMillis : Long.MIN_VALUE;
            List<LogRecord> raised = found.stream().map(this::raised).toList();
            next = raised.isEmpty() ? end : raised.getLast().position() + 1;
            end = Math.max(end, next);
            return raised;
        }

        private LogRecord raised(LogRecord record) {
            lastMillis = Math.max(lastMillis, record.appendMillis());
            return new LogRecord(record.position(), lastMillis, record.payload());
        }

        /// Only asks: as [#read], for others do not get their turn.
        @Override
        public void await(long position, long timeoutNanos) throws IOException {
            ask();
        }

        @Override
        public void trim(long position) throws IOException {
            if (position > start) {
                refresh();
                broker.trim(process, number, position);
                ask();
            }
        }

        @Override
        public void advanceTo(long position) throws IOException {
            refresh();
            if (end < position) {
                throw new LogRefusedException("log ends at %d".formatted(end), null);
            }
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
