// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a topic's settings must be so that Kafka loses nothing by itself.
final class TopicCheck {

    private static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    private static final int LEAST_MESSAGE_BYTES = 16 << 20;

    private final String topic;
    private final int maxRecordBytes;

    /// @param maxRecordBytes largest record that will be sent
    TopicCheck(String topic, int maxRecordBytes) {
        this.topic = topic;
        this.maxRecordBytes = maxRecordBytes;
    }

    /// What a topic is made with.
    Map<String, String> wanted() {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("retention.ms", "-1");
        wanted.put("retention.bytes", "-1");
        wanted.put("cleanup.policy", "delete");
        wanted.put("message.timestamp.type", "LogAppendTime");
        wanted.put("unclean.leader.election.enable", "false");
        long messageBytes = (long) maxRecordBytes + ClientSettings.RECORD_OVERHEAD;
        wanted.put(MAX_MESSAGE_BYTES, Long.toString(Math.max(messageBytes, LEAST_MESSAGE_BYTES)));
        return wanted;
    }

    /// Refuses a topic that is set up otherwise.
    ///
    /// @param setting value of a setting of the topic, null if brokers do not know it
    /// @throws LogRefusedException that says how to set it up
    void require(Function<String, @Nullable String> setting) throws LogRefusedException {
        List<String> wrong = new ArrayList<>();
        List<String> remedy = new ArrayList<>();
        wanted().forEach((name, value) -> {
            String found = setting.apply(name);
            if (found != null && !isGood(name, found, value)) {
                wrong.add("%s is %s (expected %s)".formatted(name, found, value));
                remedy.add(name + "=" + value);
            }
        });
        if (!wrong.isEmpty()) {
            throw new LogRefusedException(
                    "topic \"%s\" would lose or refuse what is pushed: %s. To change it: kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s"
                            .formatted(
                                    topic,
                                    String.join(", ", wrong),
                                    topic,
                                    String.join(",", remedy)),
                    null);
        }
    }

    private boolean isGood(String name, String found, String wanted) {
        if (name.equals(MAX_MESSAGE_BYTES)) {
            return Long.parseLong(found) >= (long) maxRecordBytes + ClientSettings.RECORD_OVERHEAD;
        }
        return found.equals(wanted);
    }
}
