// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Which incarnation of a topic belongs to a store: an object `topics/<name>` with its id, written
/// by the first who uses it.
///
/// Another topic of the same name means that what the first one held and nobody cut is lost, or
/// that somebody mixed up two clusters. Both are for an operator to look at.
final class TopicPin {

    private TopicPin() {}

    /// Notes the topic, or makes sure that it is the one that was noted.
    ///
    /// @throws LogRefusedException if another is
    /// @throws IOException if the store fails
    static void check(LogTopic topic, ObjectStore store) throws IOException {
        String key = "topics/" + topic.name();
        byte[] id = topic.id().getBytes(StandardCharsets.US_ASCII);
        if (store.putIfAbsent(key, id)) {
            return;
        }
        String noted = new String(store.get(key), StandardCharsets.US_ASCII);
        if (!noted.equals(topic.id())) {
            throw new LogRefusedException(
                    "topic \"%s\" has id %s (expected %s, which object \"%s\" names): it was made anew, or is another cluster's, and what the old one held and no segment has is lost. To go on with this one, delete that object"
                            .formatted(topic.name(), topic.id(), noted, key),
                    null);
        }
    }
}
