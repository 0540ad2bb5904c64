// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.model.ProfileId;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoredChainTest {

    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());

    @Test
    void givesTheIdsOfTheWindowBeforeTheNewest() throws IOException {
        StoredChain chain = chain(100);
        chain.commit(segment(0, id(1, 800), id(2, 899)));
        chain.commit(segment(1, id(3, 900), id(4, 1000)));
        chain.commit(segment(2));
        chain.commit(segment(3, id(1, 1000)));

        ChainState state = chain(100).read();

        assertThat(state.end()).isEqualTo(4);
        assertThat(state.retryIds()).containsExactly(id(3, 900), id(4, 1000), id(1, 1000));
    }

    @Test
    void readsNoIdsFurtherBackThanTheWindow() throws IOException {
        StoredChain chain = chain(100);
        for (int i = 0; i < 200; i++) {
            chain.commit(segment(i, id(i, i * 50L)));
        }
        long before = store.reads();

        assertThat(chain(100).read().retryIds()).hasSize(3);

        assertThat(store.reads() - before).isLessThan(200 + 10);
    }

    @Test
    void aFloorKeepsTheIdsOfWhatLiesBelowIt() throws IOException {
        StoredChain chain = chain(100);
        chain.commit(segment(0, id(1, 800), id(2, 950)));
        chain.commit(segment(1, id(3, 1000)));
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        new SegmentChain("p", store, reader).raiseFloor(1, List.of(id(1, 800), id(2, 950)));
        store.delete("segments/p/00000000000000000000");

        assertThat(chain(100).read().retryIds()).containsExactly(id(2, 950), id(3, 1000));

        new SegmentChain("p", store, reader).raiseFloor(2, List.of(id(2, 950), id(3, 1000)));
        store.delete("segments/p/00000000000000000001");

        assertThat(chain(100).read())
                .isEqualTo(new ChainState(2, List.of(id(2, 950), id(3, 1000))));
    }

    @Test
    void anAnswerThatWasLostIsACommit() throws IOException {
        StoredChain chain = chain(100);
        store.loseNextAnswer();
        assertThatThrownBy(() -> chain.commit(segment(0, id(1, 1)))).hasMessage("answer was lost");

        assertThat(chain.commit(segment(0, id(1, 1)))).isInstanceOf(CutOutcome.Committed.class);
    }

    private StoredChain chain(long windowMillis) {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        return new StoredChain(new SegmentChain("p", store, reader), reader, windowMillis);
    }

    private static SegmentContent segment(long start, SegmentContent.RetryId... ids) {
        return new SegmentContent("p", start, start + 1, List.of(), new ArrayList<>(List.of(ids)));
    }

    private static SegmentContent.RetryId id(long number, long millis) {
        return new SegmentContent.RetryId(new ProfileId(0, number), millis);
    }
}
