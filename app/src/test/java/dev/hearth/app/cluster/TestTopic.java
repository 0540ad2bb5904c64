// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.log.LogTopic;
import dev.hearth.log.TailedLog;

/// A topic that is only known by its partitions.
///
/// @param partitions how many there are
record TestTopic(int partitions) implements LogTopic {

    @Override
    public String name() {
        return "topic";
    }

    @Override
    public String id() {
        return "t";
    }

    @Override
    public String partition(int number) {
        return "t-" + number;
    }

    @Override
    public TailedLog tail(int number) {
        throw new IllegalStateException("topic is not read here");
    }
}
