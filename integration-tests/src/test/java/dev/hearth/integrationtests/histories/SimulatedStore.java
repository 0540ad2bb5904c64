// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// An object store as bad as its contract allows: listings lag, calls fail before or after they did
/// something, and puts whose caller gave up arrive at any later time.
public final class SimulatedStore implements ObjectStore {

    /// No listing lags longer: who has left is in the ring for longer than that.
    static final Duration LONGEST_LAG = Duration.ofMinutes(14);

    private final MemoryObjectStore objects = new MemoryObjectStore();

    private final Turns turns;
    private final SimulatedTime time;
    private final RandomGenerator random;

    /// Until when listings are wrong about a key: whether they show it is the opposite of the truth
    /// as it was when it changed.
    private final Map<String, Lag> lags = new HashMap<>();

    private final List<Late> late = new ArrayList<>();
    private final int badLuck;
    private String next = "";
    private String broken = "";
    private boolean isCalm;
    private boolean isLagging;

    private record Lag(boolean isShown, long untilNanos) {}

    /// A put on its way.
    private static final class Late {
        final String key;
        final byte[] bytes;

        Late(String key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }
    }

    /// An empty store.
    ///
    /// @param isLagging whether listings lag
    public SimulatedStore(
            Turns turns, SimulatedTime time, RandomGenerator random, boolean isLagging) {
        this.turns = turns;
        this.time = time;
        this.random = random;
        this.isLagging = isLagging;
        this.badLuck = 60 << random.nextInt(5);
    }

    /// Whether nothing fails from now on.
    public void setCalm(boolean now) {
        isCalm = now;
    }

    /// Whether listings may lag from now on; those that do already are right at once if not.
    public void setLagging(boolean now) {
        isLagging = now;
        if (!now) {
            lags.clear();
        }
    }

    /// Lets calls fail.
    ///
    /// @param part what their names have in them; empty for none
    void setBroken(String part) {
        broken = part;
    }

    /// Whether listings may lag.
    public boolean isLagging() {
        return isLagging;
    }

    /// Lets one of the puts on their way arrive.
    ///
    /// @return its key, or an empty string if there was none
    public String arrive() {
        if (late.isEmpty()) {
            return "";
        }
        Late one = late.remove(random.nextInt(late.size()));
        if (objects.putIfAbsent(one.key, one.bytes)) {
            lag(one.key, false);
            return one.key;
        }
        return one.key + " (taken)";
    }

    /// What somebody was about to do last.
    String next() {
        return next;
    }

    /// All keys as they really are.
    public List<String> keys() {
        return objects.list("", "", Integer.MAX_VALUE);
    }

    private boolean isUnlucky() {
        return !isCalm && turns.takesTurns() && random.nextInt(badLuck) == 0;
    }

    private void before(String what) throws IOException {
        next = what;
        turns.next(what);
        if (isUnlucky() || (!broken.isEmpty() && what.contains(broken))) {
            throw new IOException("store failed before " + what);
        }
    }

    private void after(String what) throws IOException {
        if (isUnlucky()) {
            throw new IOException("answer was lost of " + what);
        }
    }

    private void lag(String key, boolean isShown) {
        if (isLagging && random.nextInt(3) == 0) {
            long lag = random.nextLong(LONGEST_LAG.toNanos());
            lags.put(key, new Lag(isShown, time.nanoTime() + lag));
        } else {
            lags.remove(key);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        before("put " + key);
        if (isUnlucky()) {
            late.add(new Late(key, bytes.clone()));
            throw new IOException("answer was lost of put " + key);
        }
        boolean isDone = objects.putIfAbsent(key, bytes);
        if (isDone) {
            lag(key, false);
        }
        after("put " + key);
        turns.next();
        return isDone;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        byte[] bytes;
        try (InputStream in = content.source().open()) {
            bytes = in.readAllBytes();
        }
        if (bytes.length != content.length()) {
            throw new IOException("content of \"%s\" has another length".formatted(key));
        }
        return putIfAbsent(key, bytes);
    }

    @Override
    public byte[] get(String key) throws IOException {
        before("get " + key);
        return objects.get(key);
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        before("get " + key);
        return objects.getRange(key, offset, length);
    }

    @Override
    public long size(String key) throws IOException {
        before("size " + key);
        return objects.size(key);
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        before("list " + prefix);
        TreeSet<String> shown = new TreeSet<>(objects.list(prefix, "", Integer.MAX_VALUE));
        lags.values().removeIf(lag -> lag.untilNanos <= time.nanoTime());
        lags.forEach((key, lag) -> {
            if (!lag.isShown) {
                shown.remove(key);
            } else if (key.startsWith(prefix)) {
                shown.add(key);
            }
        });
        return shown.tailSet(after, false).stream().limit(limit).toList();
    }

    @Override
    public void delete(String key) throws IOException {
        before("delete " + key);
        if (objects.size(key) >= 0) {
            objects.delete(key);
            lag(key, true);
        }
        after("delete " + key);
        turns.next();
    }

    @Override
    public void close() {}
}
