// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;

/// A bucket in memory, with an ear for its calls.
final class MemoryBucket implements Bucket {

    private final ConcurrentSkipListMap<String, Item> objects = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedDeque<Turn> turns = new ConcurrentLinkedDeque<>();

    /// What happens at a call.
    enum Turn {
        /// It works.
        WORK,
        /// It is refused and nothing was done.
        FAIL,
        /// It works, and the answer is lost.
        LOSE,
        /// It works, the answer is lost, and the object is deleted by others.
        LOSE_AND_DELETE
    }

    private static final class Item {

        private final byte[] bytes;
        private final String putId;

        Item(byte[] bytes, String putId) {
            this.bytes = bytes;
            this.putId = putId;
        }
    }

    /// Plans the next calls; those behind work.
    void plan(Turn... next) {
        turns.addAll(Arrays.asList(next));
    }

    private Turn turn() throws RetryableException {
        Turn turn = turns.isEmpty() ? Turn.WORK : turns.poll();
        if (turn == Turn.FAIL) {
            throw new RetryableException("planned", new IOException("planned"));
        }
        return turn;
    }

    private static void lose(Turn turn) throws RetryableException {
        if (turn != Turn.WORK) {
            throw new RetryableException("answer lost", new IOException("planned"));
        }
    }

    @Override
    public boolean create(String key, ObjectContent content, String putId) throws IOException {
        Turn turn = turn();
        byte[] bytes;
        try (InputStream in = content.source().open()) {
            bytes = in.readAllBytes();
        }
        boolean isNew = objects.putIfAbsent(key, new Item(bytes, putId)) == null;
        if (turn == Turn.LOSE_AND_DELETE) {
            objects.remove(key);
            throw new RetryableException("answer lost", new IOException("planned"));
        }
        lose(turn);
        return isNew;
    }

    private Item find(String key) throws NoSuchObjectException {
        Item item = objects.get(key);
        if (item == null) {
            throw new NoSuchObjectException(key);
        }
        return item;
    }

    @Override
    public String putId(String key) throws IOException {
        lose(turn());
        return find(key).putId;
    }

    @Override
    public byte[] read(String key) throws IOException {
        lose(turn());
        return find(key).bytes.clone();
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        lose(turn());
        byte[] bytes = find(key).bytes;
        int from = (int) Math.min(offset, bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
    }

    @Override
    public long size(String key) throws IOException {
        lose(turn());
        Item item = objects.get(key);
        return item == null ? -1 : item.bytes.length;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        lose(turn());
        return objects.tailMap(after, false).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public void delete(String key) throws IOException {
        lose(turn());
        objects.remove(key);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "bucket \"memory\"";
    }
}
