// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every profile of a log in a topic counts once, whatever becomes of processes, messages, brokers
/// and the ring.
final class TopicHistoriesTest {

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
        return new SeededHistories(300_000, TopicHistory::new, scratch);
    }
}
