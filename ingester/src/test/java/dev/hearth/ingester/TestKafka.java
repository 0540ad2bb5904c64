// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Secret;
import dev.hearth.logkafka.KafkaConfig;
import dev.hearth.logkafka.KafkaSecurity;
import java.time.Duration;

/// Configurations of topics at a broker of the tests.
final class TestKafka {

    private TestKafka() {}

    static KafkaConfig config(String address, String topic, int partitions) {
        return new KafkaConfig(
                true,
                address,
                topic,
                new KafkaConfig.Client("test", "", Duration.ofSeconds(2)),
                new KafkaSecurity(
                        new KafkaSecurity.Sasl("PLAIN", "", Secret.NONE),
                        new KafkaSecurity.Tls(false, "", "", "")),
                new KafkaConfig.Creation(true, partitions),
                new KafkaConfig.Producer(Duration.ofSeconds(5), 1 << 20, 16 << 20));
    }
}
