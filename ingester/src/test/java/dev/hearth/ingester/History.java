// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One random life of a partition with two owners, of whom only the first appends, and a check that
/// each profile that is durable is seen exactly once.
final class History {

    static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));

    private final RandomGenerator random;
    private final RandomBatches batches;
    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final FaultyStore store;
    private final HistoryStorage storage;
    private final List<String> compacted = new ArrayList<>();
    private final List<Pushed> pushed = new ArrayList<>();
    private final List<String> acked = new ArrayList<>();
    private Owner owner;
    private Owner stale;

    private record Pushed(TenantId tenant, ProfileBatch batch) {}

    History(RandomGenerator random, FaultyStore store, HistoryStorage storage) throws IOException {
        this.random = random;
        this.store = store;
        this.storage = storage;
        this.batches = new RandomBatches(random);
        owner = Owner.start(log, storage.open(), clock);
        stale = Owner.start(log, storage.open(), clock);
    }

    /// Does one random thing.
    void step() throws IOException {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> pushNew();
            case 6, 7 -> pushAgain();
            case 8 -> log.failNext(FakeLog.Fault.FULL);
            case 9 -> clock.advance(Duration.ofSeconds(random.nextInt(40)));
            case 10, 11 -> owner.cutter.step();
            case 12 -> stale.cutter.step();
            case 13 -> flush(random.nextInt(3) == 0 ? stale : owner);
            case 14 -> owner.applier.step();
            case 15 -> store.setDown(random.nextInt(3) == 0);
            case 16 -> store.loseNextAnswer();
            case 17 -> crash();
            case 18 -> failLog();
            default -> compact();
        }
    }

    /// Brings the store back and writes everything.
    void settle() throws IOException {
        store.setDown(false);
        settleLostAnswer();
        owner.cutter.flush();
    }

    /// Checks what both owners and the chain show together.
    void check() throws IOException {
        if (store.isDown()) {
            return;
        }
        Map<String, Integer> expected = PlainRetries.counts(log.history());
        for (String profile : acked) {
            assertThat(expected).as("durable").containsKey(profile);
        }
        assertThat(seenWith(owner)).as("seen with the owner").isEqualTo(expected);
        if (stale.applier.isBehindLog()) {
            stale.cutter.step();
        }
        if (!stale.applier.isBehindLog()) {
            assertThat(seenWith(stale)).as("seen with the stale owner").isEqualTo(expected);
        }
    }

    /// Segments that the chain has, and profiles that were compacted.
    int storedCount() throws IOException {
        return storage.read().segments() + compacted.size();
    }

    /// Whether anything was ever appended; the log may have been away all the time.
    boolean isAnythingDurable() {
        return !log.history().isEmpty();
    }

    private void pushNew() {
        TenantId tenant = TENANTS.get(random.nextInt(2));
        List<ProfileBatch> some = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            some.add(batches.next("svc" + random.nextInt(3), random.nextInt(3) > 0));
            pushed.add(new Pushed(tenant, some.getLast()));
        }
        push(tenant, some);
    }

    private void pushAgain() {
        List<Pushed> retryable =
                pushed.stream()
                        .filter(one -> one.batch().profiles().getFirst().isRetryable())
                        .toList();
        if (!retryable.isEmpty()) {
            int newest = retryable.size() - 1;
            Pushed again = retryable.get(newest - random.nextInt(Math.min(newest + 1, 6)));
            push(again.tenant(), List.of(again.batch()));
        }
    }

    private void push(TenantId tenant, List<ProfileBatch> some) {
        try {
            owner.ingester.append(tenant, some);
        } catch (IOException e) {
            return;
        }
        for (ProfileBatch batch : some) {
            for (Profile profile : batch.profiles()) {
                acked.add(tenant + " " + profile.id());
            }
        }
    }

    private void flush(Owner which) {
        try {
            which.cutter.flush();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*(down|lost|trimmed).*");
        }
    }

    private void crash() throws IOException {
        log.reopen();
        if (store.isDown()) {
            return; // it would not start
        }
        if (random.nextBoolean()) {
            owner = Owner.start(log, storage.open(), clock);
        } else {
            stale = Owner.start(log, storage.open(), clock);
        }
    }

    private void failLog() throws IOException {
        log.failNext(
                random.nextBoolean()
                        ? FakeLog.Fault.WRITTEN_BUT_FAILED
                        : FakeLog.Fault.LOST_AND_FAILED);
        pushNew();
        if (!store.isDown()) {
            log.reopen();
            owner = Owner.start(log, storage.open(), clock);
        }
    }

    private void compact() throws IOException {
        if (!store.isDown()) {
            settleLostAnswer();
            // Footers keep the ids of retries: a floor may pass them only when all that was
            // appended
            // within the window after them is in storage too.
            clock.advance(Owner.CONFIG.retryWindow().plusMillis(1));
            owner.cutter.flush();
            compacted.addAll(storage.compact(random.nextInt(storage.read().segments() + 1)));
        }
    }

    private void settleLostAnswer() {
        try {
            store.putIfAbsent("nothing", new byte[1]);
        } catch (IOException e) {
            assertThat(e).hasMessage("answer was lost");
        }
    }

    /// What a query sees: blocks, the chain, and the owner from the end of the chain on.
    private Map<String, Integer> seenWith(Owner asked) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        HistoryStorage.Found found = storage.read();
        compacted.forEach(profile -> counts.merge(profile, 1, Integer::sum));
        found.profiles().forEach(profile -> counts.merge(profile, 1, Integer::sum));
        for (TenantId tenant : TENANTS) {
            for (String id : asked.ids(tenant, found.end())) {
                counts.merge(tenant + " " + id, 1, Integer::sum);
            }
        }
        return counts;
    }
}
