// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Objects in memory behind a bad line: calls fail before or after they are done, or are done long
/// after they failed, and listings lag. Each actor has a view of its own.
final class RoughStore {

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Turns turns;
    private final RandomGenerator random;
    private final int failuresPerThousand;
    private final int longestLag;
    private final Deque<Listing> listings = new ArrayDeque<>();
    private final List<Late> late = new ArrayList<>();

    private record Listing(long step, TreeSet<String> keys) {}

    private record Late(long step, String key, Bytes bytes) {}

    private interface Bytes {
        byte[] get();
    }

    RoughStore(Turns turns, RandomGenerator random, int failuresPerThousand, int longestLag) {
        this.turns = turns;
        this.random = random;
        this.failuresPerThousand = failuresPerThousand;
        this.longestLag = longestLag;
        listings.add(new Listing(0, new TreeSet<>()));
    }

    /// The objects as they are.
    MemoryObjectStore objects() {
        return objects;
    }

    View view(Turns.Actor actor) {
        return new View(actor);
    }

    private void catchUp() throws IOException {
        long step = turns.step();
        for (Late each : List.copyOf(late)) {
            if (each.step() <= step) {
                late.remove(each);
                objects.putIfAbsent(each.key(), each.bytes().get());
                noteKeys();
            }
        }
    }

    private void noteKeys() {
        TreeSet<String> keys = new TreeSet<>(objects.list("", "", Integer.MAX_VALUE));
        listings.addLast(new Listing(turns.step(), keys));
        while (listings.size() > 1 && second().step() < turns.step() - longestLag) {
            listings.removeFirst();
        }
    }

    private Listing second() {
        return listings.stream().skip(1).findFirst().orElseThrow();
    }

    private List<String> list(String prefix, String after, int limit) {
        long until = turns.step() - (longestLag == 0 ? 0 : random.nextInt(longestLag));
        TreeSet<String> keys = listings.getFirst().keys();
        for (Listing listing : listings) {
            if (listing.step() <= until) {
                keys = listing.keys();
            }
        }
        return keys.stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    /// What one actor sees.
    final class View implements ObjectStore {

        private final Turns.Actor actor;

        private View(Turns.Actor actor) {
            this.actor = actor;
        }

        /// @return whether the call is to fail after it is done
        private boolean begin() throws IOException {
            actor.pause();
            catchUp();
            int fate = random.nextInt(2000);
            if (fate < failuresPerThousand) {
                throw new IOException("store is down");
            }
            return fate < 2 * failuresPerThousand;
        }

        private void end(boolean isLost) throws IOException {
            if (isLost) {
                throw new IOException("answer was lost");
            }
        }

        @Override
        public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
            boolean isLost = begin();
            if (isLost && random.nextBoolean()) {
                byte[] copy = bytes.clone();
                late.add(new Late(turns.step() + random.nextInt(200), key, () -> copy));
                throw new IOException("request hangs");
            }
            boolean isPut = objects.putIfAbsent(key, bytes);
            noteKeys();
            end(isLost);
            return isPut;
        }

        @Override
        public boolean putIfAbsent(String key, ObjectContent content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] get(String key) throws IOException {
            end(begin());
            return objects.get(key);
        }

        @Override
        public byte[] getRange(String key, long offset, int length) throws IOException {
            end(begin());
            return objects.getRange(key, offset, length);
        }

        @Override
        public long size(String key) throws IOException {
            end(begin());
            return objects.size(key);
        }

        @Override
        public List<String> list(String prefix, String after, int limit) throws IOException {
            end(begin());
            return RoughStore.this.list(prefix, after, limit);
        }

        @Override
        public void delete(String key) throws IOException {
            boolean isLost = begin();
            objects.delete(key);
            noteKeys();
            end(isLost);
        }

        @Override
        public void close() {}
    }
}
