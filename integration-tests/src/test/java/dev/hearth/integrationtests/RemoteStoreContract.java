// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.ObjectStoreContract;
import dev.hearth.objectstore.remote.ConditionalPutProbe;
import dev.hearth.testing.Fault;
import dev.hearth.testing.FaultyProxy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every store does that is reached over a network, also when the network or the store fails.
///
/// Stores are opened with at least three retries and a timeout of [#TIMEOUT].
interface RemoteStoreContract extends ObjectStoreContract {

    /// How long an answer may take.
    Duration TIMEOUT = Duration.ofSeconds(3);

    /// The store, the same within one test.
    StorePair stores();

    @Override
    default ObjectStore store() {
        return stores().straight();
    }

    private FaultyProxy proxy() {
        return stores().proxy();
    }

    private ObjectStore faultyStore() {
        return stores().faulty();
    }

    /// Whether a request is the one that makes an object.
    default boolean makesAnObject(String request) {
        return request.startsWith("PUT ");
    }

    /// Whether a request is the one that makes an object of several parts.
    default boolean makesALargeObject(String request) {
        return makesAnObject(request);
    }

    private static Fault answer(int status, String headers) {
        return new Fault.Answer(status, headers, "planned by a test");
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[1000];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Override
    default int largestBytes() {
        return 200 << 20;
    }

    @Test
    default void createsObjectsAtomically() throws IOException {
        new ConditionalPutProbe(store()).run();

        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    default void triesAgainWhatTheStoreCannotDoNow() throws IOException {
        for (int status : new int[] {500, 502, 503, 504}) {
            String key = "status/" + status;
            proxy().plan(2, _ -> true, answer(status, "Content-Type: text/plain\r\n"));
            assertThat(faultyStore().putIfAbsent(key, bytes(status))).as(key).isTrue();
            proxy().plan(1, _ -> true, answer(status, "Content-Type: text/plain\r\n"));
            assertThat(faultyStore().get(key)).as(key).isEqualTo(bytes(status));
            proxy().plan(1, _ -> true, answer(status, "Content-Type: text/plain\r\n"));
            assertThat(faultyStore().list("status/", "", 10)).as(key).contains(key);
            proxy().plan(1, _ -> true, answer(status, "Content-Type: text/plain\r\n"));
            assertThat(faultyStore().size(key)).as(key).isEqualTo(1000);
        }
    }

    @Test
    default void slowsDownWhenItIsToldTo() throws IOException {
        proxy().plan(1, _ -> true, answer(429, "Retry-After: 1\r\n"));
        proxy().plan(1, _ -> true, answer(503, "Retry-After: 1\r\n"));

        assertThat(faultyStore().putIfAbsent("throttled", bytes(1))).isTrue();
    }

    @Test
    default void aPutWhoseAnswerIsLostStillMadeTheObject() throws IOException {
        proxy().plan(1, this::makesAnObject, new Fault.LoseAnswer());

        assertThat(faultyStore().putIfAbsent("lost", bytes(1))).isTrue();
        assertThat(store().get("lost")).isEqualTo(bytes(1));
        assertThat(faultyStore().putIfAbsent("lost", bytes(1))).isFalse();
    }

    @Test
    default void aPutWhoseAnswerIsLostMayHaveFoundTheObjectOfAnother() throws IOException {
        assertThat(store().putIfAbsent("taken", bytes(1))).isTrue();
        proxy().plan(1, this::makesAnObject, new Fault.LoseAnswer());

        assertThat(faultyStore().putIfAbsent("taken", bytes(1))).isFalse();
    }

    @Test
    default void aLargePutWhoseAnswerIsLostStillMadeTheObject() throws IOException {
        byte[] large = new byte[(16 << 20) + 5];
        large[large.length - 1] = 9;
        ObjectContent content =
                new ObjectContent(large.length, () -> new ByteArrayInputStream(large));
        proxy().plan(1, this::makesALargeObject, new Fault.LoseAnswer());

        assertThat(faultyStore().putIfAbsent("large", content)).isTrue();
        assertThat(store().getRange("large", large.length - 1L, 1)).containsExactly(9);
        assertThat(faultyStore().putIfAbsent("large", content)).isFalse();
    }

    @Test
    default void connectionsMayEndAtAnyTime() throws IOException {
        store().putIfAbsent("a", bytes(1));
        proxy().plan(2, _ -> true, new Fault.Cut());
        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        proxy().plan(1, _ -> true, new Fault.HalfAnswer());
        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        proxy().plan(1, _ -> true, new Fault.HalfAnswer());
        assertThat(faultyStore().getRange("a", 10, 500)).hasSize(500);
        proxy().plan(1, _ -> true, new Fault.HalfAnswer());
        assertThat(faultyStore().list("", "", 10)).containsExactly("a");
        proxy().plan(1, _ -> true, new Fault.LoseAnswer());
        faultyStore().delete("a");
        assertThat(store().size("a")).isEqualTo(-1);
    }

    @Test
    default void waitsForASlowStoreButNotForEver() throws IOException {
        store().putIfAbsent("a", bytes(1));
        proxy().plan(1, _ -> true, new Fault.Delay(TIMEOUT.dividedBy(3)));
        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        proxy().plan(1, _ -> true, new Fault.Delay(TIMEOUT.multipliedBy(20)));
        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        proxy().plan(1, this::makesAnObject, new Fault.Delay(TIMEOUT.multipliedBy(20)));
        assertThat(faultyStore().putIfAbsent("b", bytes(2))).isTrue();
    }

    @Test
    default void failsWhileTheStoreIsAwayAndWorksWhenItIsBack() throws IOException {
        store().putIfAbsent("a", bytes(1));
        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        proxy().setDown(true);
        assertThatThrownBy(() -> faultyStore().get("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> faultyStore().putIfAbsent("b", bytes(1)))
                .isInstanceOf(IOException.class);
        proxy().setDown(false);

        assertThat(faultyStore().get("a")).isEqualTo(bytes(1));
        assertThat(faultyStore().putIfAbsent("b", bytes(1))).isTrue();
    }

    @Test
    default void listsMoreThanOneAnswerHolds() throws IOException {
        for (int i = 0; i < 30; i++) {
            store().putIfAbsent("many/%04d".formatted(i), new byte[1]);
        }

        List<String> all = store().list("many/", "", 100_000);
        assertThat(all).hasSize(30).isSorted();
        assertThat(store().list("many/", "many/0009", 5))
                .containsExactly("many/0010", "many/0011", "many/0012", "many/0013", "many/0014");
    }
}
