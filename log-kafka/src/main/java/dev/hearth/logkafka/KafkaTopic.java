// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.log.TailedLog;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The topic that holds what is pushed: one incarnation of it, known by its id.
///
/// Whoever closes it closes first what it gave out. Safe for many threads.
public final class KafkaTopic implements LogTopic, Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaTopic.class);
    private static final int ATTEMPTS = 50;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KafkaConfig config;
    private final ClientSettings settings;
    private final Admin admin;
    private final Uuid id;
    private final int partitions;
    private final TopicState state;

    private KafkaTopic(KafkaConfig config, Admin admin, TopicDescription found) {
        this.config = config;
        this.settings = new ClientSettings(config);
        this.admin = admin;
        this.id = found.topicId();
        this.partitions = found.partitions().size();
        this.state = new TopicState(admin, config.topic(), id);
    }

    /// Finds the topic, or makes it if so configured, and checks that Kafka would lose nothing of
    /// it by itself.
    ///
    /// @throws LogRefusedException if there is no such topic, or it is set up otherwise: the
    ///   message says how it should be
    /// @throws IOException if Kafka cannot be reached or does not let us in
    public static KafkaTopic open(KafkaConfig config) throws IOException {
        Admin admin;
        try {
            admin = Admin.create(new ClientSettings(config).admin());
        } catch (KafkaException e) {
            throw new IOException(
                    "client of Kafka at \"%s\" cannot be made: %s"
                            .formatted(config.address(), reason(e)),
                    e);
        }
        try {
            TopicDescription found = findOrMake(admin, config);
            check(admin, config, found);
            return new KafkaTopic(config, admin, found);
        } catch (IOException | RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null
                ? String.valueOf(failure.getMessage())
                : failure.getMessage() + ": " + cause.getMessage();
    }

    private static TopicDescription findOrMake(Admin admin, KafkaConfig config) throws IOException {
        TopicDescription found = find(admin, config);
        if (found != null) {
            return found;
        }
        if (!config.creation().isEnabled()) {
            throw new LogRefusedException(
                    "topic \"%s\" does not exist (expected one, since %s is not set)"
                            .formatted(config.topic(), KafkaFlags.AUTO_CREATE_TOPIC_ENABLED),
                    null);
        }
        make(admin, config);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            found = find(admin, config);
            if (found != null && found.partitions().stream().allMatch(KafkaTopic::hasLeader)) {
                return found;
            }
            pause();
        }
        throw new IOException(
                "topic \"%s\" was made, but has no leaders yet".formatted(config.topic()));
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null;
    }

    private static void pause() throws IOException {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("wait for the topic was interrupted");
        }
    }

    private static @Nullable TopicDescription find(Admin admin, KafkaConfig config)
            throws IOException {
        try {
            return Answers.of(
                    admin.describeTopics(Set.of(config.topic()))
                            .topicNameValues()
                            .get(config.topic()),
                    "topic \"%s\" cannot be described".formatted(config.topic()));
        } catch (IOException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private static void make(Admin admin, KafkaConfig config) throws IOException {
        NewTopic topic = new NewTopic(config.topic(), config.creation().partitions(), (short) -1);
        topic.configs(checkOf(config).wanted());
        try {
            Answers.of(
                    admin.createTopics(List.of(topic)).values().get(config.topic()),
                    "topic \"%s\" cannot be made".formatted(config.topic()));
            LOGGER.info("topic \"{}\" was made", config.topic());
        } catch (IOException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static TopicCheck checkOf(KafkaConfig config) {
        return new TopicCheck(config.topic(), config.producer().maxRecordBytes());
    }

    private static void check(Admin admin, KafkaConfig config, TopicDescription found)
            throws IOException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, config.topic());
        Map<String, String> settings = new HashMap<>();
        Config known =
                Answers.of(
                        admin.describeConfigs(Set.of(resource)).values().get(resource),
                        "settings of topic \"%s\" cannot be read".formatted(config.topic()));
        for (ConfigEntry entry : known.entries()) {
            settings.put(entry.name(), entry.value());
        }
        checkOf(config).require(settings::get);
        int replicas = found.partitions().getFirst().replicas().size();
        if (replicas < 2) {
            LOGGER.warn(
                    "topic \"{}\" has {} replica (expected 3): what is pushed is lost with its broker",
                    config.topic(),
                    replicas);
        } else if ("1".equals(settings.get("min.insync.replicas"))) {
            LOGGER.warn(
                    "topic \"{}\" has min.insync.replicas 1 (expected 2): a push may be acknowledged that only one broker has",
                    config.topic());
        }
    }

    @Override
    public String id() {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    @Override
    public String name() {
        return config.topic();
    }

    /// How many it had when it was opened.
    @Override
    public int partitions() {
        return partitions;
    }

    /// Id of the topic, dash, number.
    @Override
    public String partition(int number) {
        return id() + "-" + number;
    }

    @Override
    public TailedLog tail(int number) throws IOException {
        if (number < 0 || number >= partitions) {
            throw new IllegalArgumentException(
                    "partition is %d (expected 0 to %d)".formatted(number, partitions - 1));
        }
        return KafkaTail.open(this, number);
    }

    /// Opens it for appending.
    public KafkaAppender producer() throws IOException {
        return KafkaAppender.open(config.producer(), settings, this);
    }

    TopicState state() {
        return state;
    }

    Admin admin() {
        return admin;
    }

    ClientSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
