// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class HistoryTest {

    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());

    @RepeatedTest(60)
    void eachDurableProfileIsSeenExactlyOnceWhateverHappens(RandomGenerator random)
            throws IOException {
        live(random, new PlainStorage(store));
    }

    @RepeatedTest(60)
    void eachDurableProfileIsSeenExactlyOnceInRealSegmentsWhateverHappens(RandomGenerator random)
            throws IOException {
        live(random, new StoredStorage(store, History.TENANTS));
    }

    @RepeatedTest(60)
    void eachDurableProfileIsSeenExactlyOnceWhicheverOfTwoOwnersIsAsked(RandomGenerator random)
            throws IOException {
        share(random, new PlainStorage(store));
    }

    @RepeatedTest(60)
    void eachDurableProfileIsSeenExactlyOnceInRealSegmentsOfTwoOwners(RandomGenerator random)
            throws IOException {
        share(random, new StoredStorage(store, History.TENANTS));
    }

    private void share(RandomGenerator random, HistoryStorage storage) throws IOException {
        SharedHistory history = new SharedHistory(random, store, storage);
        for (int i = 0; i < 120; i++) {
            history.step();
            history.check();
        }
        history.settle();

        history.check();
        assertThat(history.storedCount() > 0).isEqualTo(history.isAnythingDurable());
    }

    private void live(RandomGenerator random, HistoryStorage storage) throws IOException {
        History history = new History(random, store, storage);
        for (int i = 0; i < 120; i++) {
            history.step();
            history.check();
        }
        history.settle();

        history.check();
        assertThat(history.storedCount() > 0).isEqualTo(history.isAnythingDurable());
    }
}
