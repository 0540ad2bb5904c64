// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.log.LogRefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// Where the partitions of a topic begin and end, and whether it is still the same topic: asked of
/// Kafka anew for each who wants to know.
///
/// One question at a time is on its way; those who come meanwhile share the next one. So its answer
/// is never older than the one who asked, and many who ask cost little. A topic that was once found
/// to be another stays refused. Safe for many threads.
final class TopicState {

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Admin admin;
    private final String topic;
    private final Uuid id;
    private final ReentrantLock lock = new ReentrantLock();
    private Question waiting = new Question();
    private boolean isAsking;
    private volatile long askedNanos = System.nanoTime();
    private volatile @Nullable LogRefusedException refusal;

    TopicState(Admin admin, String topic, Uuid id) {
        this.admin = admin;
        this.topic = topic;
        this.id = id;
    }

    /// Where a partition begins and ends.
    ///
    /// @param start first offset that can be read
    /// @param end offset after the last that is durable
    record Bounds(long start, long end) {}

    private static final class Question {
        final Set<Integer> partitions = new TreeSet<>();
        final CompletableFuture<Map<Integer, Bounds>> answer = new CompletableFuture<>();
    }

    /// Asks where a partition begins and ends now.
    ///
    /// @throws LogRefusedException if the topic is another: what was read of it before this
    ///   returned normally is of the one that was opened
    Bounds ask(int partition) throws IOException {
        Bounds bounds =
                Answers.of(
                                enqueue(partition),
                                "bounds of partition %d of topic \"%s\" are not to be had"
                                        .formatted(partition, topic))
                        .get(partition);
        if (bounds == null) {
            throw new IOException(
                    "partition %d of topic \"%s\" does not exist".formatted(partition, topic));
        }
        return bounds;
    }

    /// Throws if the topic is known to be another; asks for later callers now and then.
    void requireSame() throws LogRefusedException {
        LogRefusedException known = refusal;
        if (known != null) {
            throw new LogRefusedException(String.valueOf(known.getMessage()), known);
        }
        if (System.nanoTime() - askedNanos > CHECK_NANOS) {
            CompletableFuture<Map<Integer, Bounds>> _ = enqueue(-1);
        }
    }

    private CompletableFuture<Map<Integer, Bounds>> enqueue(int partition) {
        Question mine;
        lock.lock();
        try {
            mine = waiting;
            if (partition >= 0) {
                mine.partitions.add(partition);
            }
            if (isAsking) {
                return mine.answer;
            }
            isAsking = true;
            waiting = new Question();
        } finally {
            lock.unlock();
        }
        begin(mine);
        return mine.answer;
    }

    /// The topic is described after its bounds are told: if it is the same then, they are its own.
    private void begin(Question question) {
        askedNanos = System.nanoTime();
        try {
            CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> ends =
                    list(question, OffsetSpec.latest());
            CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> starts =
                    list(question, OffsetSpec.earliest());
            ends.thenCombine(starts, TopicState::bounds)
                    .thenCompose(bounds -> describe().thenApply(found -> checked(bounds, found)))
                    .whenComplete((bounds, failure) -> finish(question, bounds, failure));
        } catch (RuntimeException e) {
            finish(question, null, e); // the client is closed
        }
    }

    private CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> list(
            Question question, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        question.partitions.forEach(
                partition -> wanted.put(new TopicPartition(topic, partition), which));
        return admin.listOffsets(wanted).all().toCompletionStage();
    }

    private CompletionStage<Map<String, TopicDescription>> describe() {
        return admin.describeTopics(Set.of(topic)).allTopicNames().toCompletionStage();
    }

    private static Map<Integer, Bounds> bounds(
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<TopicPartition, ListOffsetsResultInfo> starts) {
        Map<Integer, Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) -> {
            ListOffsetsResultInfo start = starts.get(partition);
            if (start != null) {
                bounds.put(partition.partition(), new Bounds(start.offset(), end.offset()));
            }
        });
        return bounds;
    }

    private Map<Integer, Bounds> checked(
            Map<Integer, Bounds> bounds, Map<String, TopicDescription> described) {
        TopicDescription found = described.get(topic);
        if (found != null && !found.topicId().equals(id)) {
            LogRefusedException anew =
                    new LogRefusedException(
                            "topic \"%s\" has id %s (expected %s): it was made anew, and what it held is gone. Restart to see what to do"
                                    .formatted(topic, found.topicId(), id),
                            null);
            refusal = anew;
            throw new Answers.LogFailure(anew);
        }
        return bounds;
    }

    private void finish(
            Question question, @Nullable Map<Integer, Bounds> bounds, @Nullable Throwable failure) {
        if (bounds == null) {
            question.answer.completeExceptionally(
                    failure == null ? new IOException("no answer") : failure);
        } else {
            question.answer.complete(bounds);
        }
        Question next;
        lock.lock();
        try {
            next = waiting;
            boolean isWanted = !next.partitions.isEmpty();
            isAsking = isWanted;
            if (!isWanted) {
                return;
            }
            waiting = new Question();
        } finally {
            lock.unlock();
        }
        begin(next);
    }
}
