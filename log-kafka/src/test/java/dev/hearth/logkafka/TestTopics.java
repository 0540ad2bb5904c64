// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.config.Settings;
import dev.hearth.testing.KafkaBroker;
import java.time.Duration;

/// Configurations of topics at a broker of the tests.
final class TestTopics {

    private TestTopics() {}

    static Settings settings(KafkaBroker broker, String topic, int partitions) {
        return Settings.defaults()
                .with(KafkaFlags.ENABLED, true)
                .with(KafkaFlags.ADDRESS, broker.address())
                .with(KafkaFlags.TOPIC, topic)
                .with(KafkaFlags.WRITE_TIMEOUT, Duration.ofSeconds(3))
                .with(KafkaFlags.AUTO_CREATE_TOPIC_DEFAULT_PARTITIONS, partitions);
    }

    static KafkaConfig config(KafkaBroker broker, String topic, int partitions) {
        return KafkaConfig.from(settings(broker, topic, partitions));
    }
}
