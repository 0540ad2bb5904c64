// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.log.TailedLog;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// One partition in memory that anybody appends to and several owners tail, each with a view of its
/// own that knows only what it asked for. Positions may be left out. Forgets nothing, so that a
/// test can look up what ever was durable.
final class FakeTopic implements LogTopic {

    private final Clock clock;
    private final TreeMap<Long, LogRecord> records = new TreeMap<>();
    private long start;
    private long end;
    private boolean isDown;
    private String id = "p";

    FakeTopic(Clock clock) {
        this.clock = clock;
    }

    /// Appends a record `holes` positions behind the end.
    ///
    /// @throws IOException if it is down
    void append(byte[] payload, int holes) throws IOException {
        requireUp();
        end += holes;
        records.put(end, new LogRecord(end, clock.millis(), payload));
        end++;
    }

    /// Leaves positions out at the end.
    void skip(int holes) {
        end += holes;
    }

    void setDown(boolean down) {
        isDown = down;
    }

    boolean isDown() {
        return isDown;
    }

    /// Takes the records below a position away, whoever may need them.
    void lose(long position) {
        start = Math.max(start, Math.min(position, end));
    }

    /// As if the topic was deleted and made again.
    void makeAnew(String newId) {
        id = newId;
        records.clear();
        start = 0;
        end = 0;
    }

    long end() {
        return end;
    }

    /// Every record that ever was durable, those that are gone too.
    Collection<LogRecord> history() {
        return records.values();
    }

    private void requireUp() throws IOException {
        if (isDown) {
            throw new IOException("topic is down");
        }
    }

    @Override
    public String name() {
        return "topic";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public String partition(int number) {
        return id;
    }

    @Override
    public TailedLog tail(int number) throws IOException {
        Tail tail = new Tail(id);
        tail.refresh();
        return tail;
    }

    /// What one owner sees.
    private final class Tail implements TailedLog {

        private final String partition;
        private long knownStart;
        private long knownEnd;

        Tail(String partition) {
            this.partition = partition;
        }

        @Override
        public String partition() {
            return partition;
        }

        @Override
        public boolean isDense() {
            return false;
        }

        @Override
        public void refresh() throws IOException {
            requireUp();
            if (!partition.equals(id)) {
                throw new LogRefusedException("topic was made anew", null);
            }
            knownStart = start;
            knownEnd = end;
        }

        @Override
        public long durableEnd() {
            return knownEnd;
        }

        @Override
        public long start() {
            return knownStart;
        }

        @Override
        public List<LogRecord> read(long position, int maxBytes) throws IOException {
            requireUp();
            if (position < start) {
                knownStart = start;
                throw new IOException("position %d was trimmed".formatted(position));
            }
            List<LogRecord> found = new ArrayList<>();
            for (LogRecord record : records.tailMap(position).values()) {
                if (found.size() == 3) {
                    break;
                }
                found.add(record);
                knownEnd = Math.max(knownEnd, record.position() + 1);
            }
            return found;
        }

        @Override
        public void await(long position, long timeoutNanos) throws IOException {
            refresh();
        }

        @Override
        public void trim(long position) {
            lose(position);
            knownStart = start;
        }

        @Override
        public void advanceTo(long position) throws IOException {
            refresh();
            if (end < position) {
                throw new LogRefusedException("log ends at %d".formatted(end), null);
            }
        }

        @Override
        public void close() {}
    }
}
