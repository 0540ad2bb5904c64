// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every profile counts once, whatever becomes of processes, messages and the ring.
final class ClusterHistoriesTest {

    @TempDir private Path scratch;

    @Test
    void everyProfileCountsOnce() throws IOException {
        histories().liveSome();
    }

    @Test
    void aSeedGivesTheWholeHistory() throws IOException {
        histories().liveTwice();
    }

    private SeededHistories histories() {
        return new SeededHistories(200_000, ClusterHistory::new, scratch);
    }
}
