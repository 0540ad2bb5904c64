// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ChainRemainsTest {

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ChainRemains remains = new ChainRemains(store);

    @Test
    void findsPartitionsBySegmentsAndByFloors() throws IOException {
        put(SegmentKeys.segment("b", 1));
        put(SegmentKeys.segment("b", 2));
        put(SegmentKeys.segment("b0", 2));
        put(SegmentKeys.floor("a", 2));
        put("tenants/x/index/1");

        assertThat(remains.partitions()).containsExactly("a", "b", "b0");
    }

    @Test
    void knowsWhatLiesBelowAFloor() throws IOException {
        for (int i = 0; i < 1003; i++) {
            put(SegmentKeys.segment("p", i));
        }
        put(SegmentKeys.floor("p", 5));
        put(SegmentKeys.floor("p", 1001));
        put("segments/p/other");

        assertThat(remains.below("p", 1001))
                .hasSize(1002)
                .contains(SegmentKeys.segment("p", 1000), SegmentKeys.floor("p", 5))
                .doesNotContain(SegmentKeys.segment("p", 1001), SegmentKeys.floor("p", 1001));
        assertThat(remains.below("p", 0)).isEmpty();
    }

    private void put(String key) {
        store.putIfAbsent(key, new byte[0]);
    }
}
