// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A store that fails when told.
final class FaultyStore implements ObjectStore {

    private final ObjectStore store;
    private final AtomicLong reads = new AtomicLong();
    private volatile boolean isDown;
    private volatile boolean losesNextAnswer;

    FaultyStore(ObjectStore store) {
        this.store = store;
    }

    void setDown(boolean down) {
        isDown = down;
    }

    boolean isDown() {
        return isDown;
    }

    /// The next put is done, but its caller hears of a failure.
    void loseNextAnswer() {
        losesNextAnswer = true;
    }

    /// Ranges that were read.
    long reads() {
        return reads.get();
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        failIfDown();
        boolean isNew = store.putIfAbsent(key, bytes);
        if (losesNextAnswer) {
            losesNextAnswer = false;
            throw new IOException("answer was lost");
        }
        return isNew;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        failIfDown();
        return store.putIfAbsent(key, content);
    }

    @Override
    public byte[] get(String key) throws IOException {
        failIfDown();
        return store.get(key);
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        failIfDown();
        reads.incrementAndGet();
        return store.getRange(key, offset, length);
    }

    @Override
    public long size(String key) throws IOException {
        failIfDown();
        return store.size(key);
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        failIfDown();
        return store.list(prefix, after, limit);
    }

    @Override
    public void delete(String key) throws IOException {
        failIfDown();
        store.delete(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private void failIfDown() throws IOException {
        if (isDown) {
            throw new IOException("store is down");
        }
    }
}
