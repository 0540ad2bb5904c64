// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.ObjectStoreContract;
import dev.hearth.objectstore.remote.MemoryBucket.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RemoteObjectStoreTest implements ObjectStoreContract {

    private final MemoryBucket bucket = new MemoryBucket();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> retried = new ArrayList<>();
    private final ObjectStore store =
            new RemoteObjectStore(bucket, new Retries(3, pauses::add, retried::add));

    @Override
    public ObjectStore store() {
        return store;
    }

    @Test
    void triesAgainWhatFailedForAWhile() throws IOException {
        bucket.plan(Turn.FAIL, Turn.FAIL, Turn.FAIL);

        assertThat(store.putIfAbsent("a", new byte[] {1})).isTrue();
        assertThat(retried).containsExactly("upload", "upload", "upload");
        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(pauses.getLast()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void givesUpInTheEnd() throws IOException {
        bucket.plan(Turn.FAIL, Turn.FAIL, Turn.FAIL, Turn.FAIL);

        assertThatThrownBy(() -> store.get("a")).isInstanceOf(RetryableException.class);
        assertThat(retried).hasSize(3);
    }

    @Test
    void aPutWhoseAnswerWasLostMadeTheObject() throws IOException {
        bucket.plan(Turn.LOSE);

        assertThat(store.putIfAbsent("a", new byte[] {1})).isTrue();
        assertThat(store.get("a")).containsExactly(1);
    }

    @Test
    void aPutThatFindsTheObjectOfAnotherDidNotMakeIt() throws IOException {
        store.putIfAbsent("a", new byte[] {1});
        bucket.plan(Turn.LOSE, Turn.WORK, Turn.LOSE);

        assertThat(store.putIfAbsent("a", new byte[] {1})).isFalse();
    }

    @Test
    void aPutThatMeetsAnObjectWhichGoesDoesNotKnow() throws IOException {
        store.putIfAbsent("a", new byte[] {1});
        bucket.plan(Turn.WORK, Turn.FAIL);
        RemoteObjectStore racing =
                new RemoteObjectStore(
                        bucket,
                        new Retries(
                                1,
                                pause -> {
                                    try {
                                        bucket.delete("a");
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                },
                                retried::add));

        assertThatThrownBy(() -> racing.putIfAbsent("a", new byte[] {2}))
                .isInstanceOf(IOException.class)
                .hasMessage("object \"a\" was there and is gone: it may have been this put's");
    }

    @Test
    void stopsWaitingWhenItsThreadIsInterrupted() {
        bucket.plan(Turn.FAIL);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store.get("a")).isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
