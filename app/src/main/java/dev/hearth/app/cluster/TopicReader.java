// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ingester.TailingIngesterModule;
import java.util.List;
import java.util.Map;

/// What reads partitions of a topic.
interface TopicReader {

    /// Says which partitions are to be read from now on.
    ///
    /// @param ranks for each, by number, how many others are to cut it before this process
    void assign(Map<Integer, Integer> ranks);

    /// Numbers of those that can be asked for all that was durable when they were begun.
    List<Integer> caughtUp();

    /// The ingester of this process.
    static TopicReader of(TailingIngesterModule module) {
        return new TopicReader() {

            @Override
            public void assign(Map<Integer, Integer> ranks) {
                module.assign(ranks);
            }

            @Override
            public List<Integer> caughtUp() {
                return module.caughtUp();
            }
        };
    }
}
