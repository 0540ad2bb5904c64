// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.log.LogRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.query.RangeDroppedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One random life of a partition that others append to, with two owners that both keep heads and
/// cut, are killed, sleep, and lag behind; and a check that each profile that is durable is seen
/// exactly once, whichever of them is asked.
final class SharedHistory {

    private final RandomGenerator random;
    private final RandomBatches batches;
    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic(clock);
    private final RecordCodec codec = new RecordCodec();
    private final FaultyStore store;
    private final HistoryStorage storage;
    private final List<String> compacted = new ArrayList<>();
    private final List<byte[]> retryable = new ArrayList<>();
    private final TailingOwner[] owners = new TailingOwner[2];

    SharedHistory(RandomGenerator random, FaultyStore store, HistoryStorage storage)
            throws IOException {
        this.random = random;
        this.store = store;
        this.storage = storage;
        this.batches = new RandomBatches(random);
        for (int i = 0; i < owners.length; i++) {
            restart(i);
        }
    }

    /// Does one random thing.
    void step() throws IOException {
        TailingOwner owner = owners[random.nextInt(owners.length)];
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> push();
            case 5, 6 -> pushAgain();
            case 7 -> topic.skip(1 + random.nextInt(3));
            case 8 -> clock.advance(Duration.ofSeconds(random.nextInt(40)));
            case 9, 10, 11 -> owner.cutter.step();
            case 12 -> flush(owner);
            case 13, 14 -> apply(owner);
            case 15 -> store.setDown(random.nextInt(3) == 0);
            case 16 -> store.loseNextAnswer();
            case 17 -> restart(random.nextInt(owners.length));
            case 18 -> topic.setDown(random.nextInt(3) == 0);
            default -> compact(owner);
        }
    }

    /// Brings store and topic back and writes everything.
    void settle() throws IOException {
        store.setDown(false);
        topic.setDown(false);
        settleLostAnswer();
        recover(owners[1]);
        owners[1].cutter.flush();
        assertThat(storage.read().end()).isGreaterThan(lastPosition());
    }

    private long lastPosition() {
        long last = -1;
        for (LogRecord record : topic.history()) {
            last = record.position();
        }
        return last;
    }

    /// Checks what each owner and the chain show together.
    void check() throws IOException {
        if (store.isDown()) {
            return;
        }
        boolean wasDown = topic.isDown();
        topic.setDown(false);
        Map<String, Integer> expected = PlainRetries.counts(topic.history());
        for (TailingOwner owner : owners) {
            Map<String, Integer> seen;
            try {
                seen = seenWith(owner);
            } catch (RangeDroppedException e) {
                throw new AssertionError("the end of the chain is never dropped", e);
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).*(trimmed|answer was lost).*");
                recover(owner);
                seen = seenWith(owner);
            }
            assertThat(seen).isEqualTo(expected);
        }
        topic.setDown(wasDown);
    }

    /// What a process does by itself when it finds that it is behind.
    private void recover(TailingOwner owner) throws IOException {
        settleLostAnswer();
        owner.cutter.recover();
    }

    int storedCount() throws IOException {
        return storage.read().segments() + compacted.size();
    }

    /// Whether anything was ever appended; the log may have been away all the time.
    boolean isAnythingDurable() {
        return !topic.history().isEmpty();
    }

    private void push() throws IOException {
        TenantId tenant = History.TENANTS.get(random.nextInt(2));
        boolean isRetryable = random.nextInt(3) > 0;
        ProfileBatch batch = batches.next("svc" + random.nextInt(3), isRetryable);
        byte[] payload = codec.encode(tenant, batch, false);
        if (batch.profiles().getFirst().isRetryable()) {
            retryable.add(payload);
        }
        append(payload);
    }

    private void pushAgain() throws IOException {
        if (!retryable.isEmpty()) {
            int newest = retryable.size() - 1;
            append(retryable.get(newest - random.nextInt(Math.min(newest + 1, 6))));
        }
    }

    private void append(byte[] payload) throws IOException {
        if (!topic.isDown()) {
            topic.append(payload, random.nextInt(4) == 0 ? random.nextInt(3) : 0);
        }
    }

    private void apply(TailingOwner owner) {
        try {
            owner.applier.step();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(down|trimmed).*");
        }
    }

    private void flush(TailingOwner owner) {
        try {
            owner.cutter.flush();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).*(down|lost|trimmed).*");
        }
    }

    private void restart(int index) throws IOException {
        if (store.isDown() || topic.isDown()) {
            return; // it would not start
        }
        settleLostAnswer();
        owners[index] =
                TailingOwner.start(
                        topic.tail(0), storage.open(), clock, Duration.ofSeconds(20L * index));
    }

    private void compact(TailingOwner owner) throws IOException {
        if (store.isDown() || topic.isDown()) {
            return;
        }
        settleLostAnswer();
        // Footers keep the ids of retries: a floor may pass them only when all that was appended
        // within the window after them is in storage too.
        clock.advance(Owner.CONFIG.retryWindow().plusMillis(1));
        owners[1].cutter.recover();
        owners[1].cutter.flush();
        compacted.addAll(storage.compact(random.nextInt(storage.read().segments() + 1)));
        owner.cutter.trimBelowFloor();
    }

    private void settleLostAnswer() {
        try {
            store.putIfAbsent("nothing", new byte[1]);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(answer was lost|down).*");
        }
    }

    private Map<String, Integer> seenWith(TailingOwner asked) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        HistoryStorage.Found found = storage.read();
        compacted.forEach(profile -> counts.merge(profile, 1, Integer::sum));
        found.profiles().forEach(profile -> counts.merge(profile, 1, Integer::sum));
        for (TenantId tenant : History.TENANTS) {
            for (String id : asked.ids(tenant, found.end())) {
                counts.merge(tenant + " " + id, 1, Integer::sum);
            }
        }
        return counts;
    }
}
