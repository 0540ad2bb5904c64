// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.ProfileId;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SegmentChainTest {

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final SegmentReader reader = new SegmentReader(store, new BlockCache(1_000_000));
    private final SegmentChain chain = new SegmentChain("p", store, reader);

    private static byte[] segment(long start, long end) {
        return segment("p", start, end, 0);
    }

    private static byte[] segment(String partition, long start, long end, long mark) {
        List<SegmentContent.RetryId> retries =
                List.of(new SegmentContent.RetryId(new ProfileId(1, mark), 0));
        return new SegmentWriter()
                .write(new SegmentContent(partition, start, end, List.of(), retries));
    }

    @Test
    void isEmptyWithoutSegments() throws IOException {
        assertThat(chain.refresh()).isEqualTo(new ChainView("p", 0, 0, List.of()));
    }

    @Test
    void followsFromEndToStart() throws IOException {
        chain.commit(segment(0, 5));
        chain.commit(segment(5, 20));

        ChainView view = chain.refresh();

        assertThat(view.end()).isEqualTo(20);
        assertThat(view.segments())
                .containsExactly(
                        new ChainView.Segment("segments/p/00000000000000000000", 0, 5),
                        new ChainView.Segment("segments/p/00000000000000000005", 5, 20));
        assertThat(view.from(1)).hasSize(1);
        assertThat(view.from(0)).hasSize(2);
        assertThat(view.from(20)).isEmpty();
    }

    @Test
    void seesWhatWasCommittedSince() throws IOException {
        chain.commit(segment(0, 5));
        assertThat(chain.refresh().end()).isEqualTo(5);

        chain.commit(segment(5, 6));

        assertThat(chain.refresh().end()).isEqualTo(6);
    }

    @Test
    void aStartThatIsTakenIsNotTakenAgain() throws IOException {
        chain.commit(segment(0, 5));

        CommitOutcome outcome = chain.commit(segment("p", 0, 9, 1));

        assertThat(outcome).isEqualTo(new CommitOutcome.TakenByAnother(5));
        assertThat(chain.refresh().end()).isEqualTo(5);
    }

    @Test
    void theSameBytesAgainAreTheSameCommit() throws IOException {
        chain.commit(segment(0, 5));

        assertThat(chain.commit(segment(0, 5))).isEqualTo(new CommitOutcome.Committed(5));
    }

    @Test
    void aPutBelowTheFloorIsTakenBack() throws IOException {
        chain.raiseFloor(100, List.of());

        CommitOutcome outcome = chain.commit(segment(50, 60));

        assertThat(outcome).isEqualTo(new CommitOutcome.BelowFloor(100));
        assertThat(store.size(SegmentKeys.segment("p", 50))).isEqualTo(-1);
    }

    @Test
    void beginsAtTheFloor() throws IOException {
        chain.raiseFloor(7, List.of());
        chain.raiseFloor(100, List.of());
        chain.commit(segment(100, 110));

        assertThat(chain.refresh().begin()).isEqualTo(100);
        assertThat(chain.refresh().end()).isEqualTo(110);
    }

    @Test
    void letsGoOfWhatTheFloorPassed() throws IOException {
        chain.commit(segment(0, 5));
        chain.commit(segment(5, 9));
        chain.refresh();
        chain.raiseFloor(5, List.of());
        store.delete(SegmentKeys.segment("p", 0));

        ChainView view = chain.resynchronize();

        assertThat(view.begin()).isEqualTo(5);
        assertThat(view.segments()).hasSize(1);
        assertThat(view.end()).isEqualTo(9);
    }

    @Test
    void goesOnAtAFloorThatPassedItsEnd() throws IOException {
        chain.commit(segment(0, 5));
        chain.refresh();
        chain.raiseFloor(50, List.of());
        chain.commit(segment(50, 60));

        assertThat(chain.resynchronize().end()).isEqualTo(60);
    }

    @Test
    void forgetsASegmentOfAnOwnerThatSlept() throws IOException {
        chain.commit(segment(0, 10));
        chain.refresh();
        chain.commit(segment(10, 12));
        chain.commit(segment(12, 20));
        chain.raiseFloor(12, List.of());
        store.delete(SegmentKeys.segment("p", 0));
        store.delete(SegmentKeys.segment("p", 10));
        byte[] stale = segment("p", 10, 13, 1);
        store.putIfAbsent(SegmentKeys.segment("p", 10), stale);
        assertThat(chain.refresh().end()).isEqualTo(13);

        assertThat(new SegmentChain("p", store, reader).commit(stale))
                .isEqualTo(new CommitOutcome.BelowFloor(12));
        ChainView view = chain.resynchronize();

        assertThat(view.begin()).isEqualTo(12);
        assertThat(view.end()).isEqualTo(20);
        assertThat(view.segments()).hasSize(1);
    }

    @Test
    void followsALongChain() throws IOException {
        for (int i = 0; i < 2_500; i++) {
            store.putIfAbsent(SegmentKeys.segment("p", i), segment(i, i + 1));
        }

        ChainView view = chain.refresh();

        assertThat(view.end()).isEqualTo(2_500);
        assertThat(view.segments()).hasSize(2_500);
    }

    @Test
    void aDamagedSegmentInALongChainIsNamed() throws IOException {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = segment(i, i + 1);
            bytes[bytes.length - 20] ^= (byte) (i == 60 ? 1 : 0);
            store.putIfAbsent(SegmentKeys.segment("p", i), bytes);
        }

        assertThatThrownBy(chain::refresh)
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining(SegmentKeys.segment("p", 60));
    }

    @Test
    void aGapIsAnError() throws IOException {
        chain.commit(segment(0, 5));
        chain.commit(segment(6, 9));

        assertThatThrownBy(chain::refresh)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "chain of partition \"p\" ends at 5, but segments follow (expected none)");
    }

    @Test
    void aSegmentOfAnotherPartitionIsAnError() throws IOException {
        store.putIfAbsent(SegmentKeys.segment("p", 0), segment("q", 0, 5, 0));

        assertThatThrownBy(chain::refresh)
                .isInstanceOf(CorruptSegmentException.class)
                .hasMessageContaining("segments/p/00000000000000000000")
                .hasMessageContaining("partition \"q\"");
    }

    @Test
    void refusesToCommitForAnotherPartition() {
        assertThatThrownBy(() -> chain.commit(segment("q", 0, 5, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("segment is of partition \"q\" (expected \"p\")");
    }
}
