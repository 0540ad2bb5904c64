// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MeasuredObjectStoreTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeasuredObjectStore store =
            new MeasuredObjectStore(new MemoryObjectStore(), meters);

    @Test
    void countsCallsAndBytes() throws IOException {
        assertThat(store.putIfAbsent("a", new byte[7])).isTrue();
        assertThat(
                        store.putIfAbsent(
                                "b",
                                new ObjectContent(5, () -> new ByteArrayInputStream(new byte[5]))))
                .isTrue();
        assertThat(store.get("a")).hasSize(7);
        assertThat(store.getRange("b", 1, 3)).hasSize(3);
        assertThat(store.size("b")).isEqualTo(5);
        assertThat(store.list("", "", 10)).containsExactly("a", "b");
        store.delete("a");

        assertThat(calls("put")).isEqualTo(2);
        assertThat(calls("get")).isEqualTo(1);
        assertThat(calls("get_range")).isEqualTo(1);
        assertThat(calls("size")).isEqualTo(1);
        assertThat(calls("list")).isEqualTo(1);
        assertThat(calls("delete")).isEqualTo(1);
        assertThat(meters.get("hearth.objectstore.written").counter().count()).isEqualTo(12);
        assertThat(meters.get("hearth.objectstore.read").counter().count()).isEqualTo(10);
    }

    @Test
    void countsWhatIsRefusedOrFailsWithoutItsBytes() throws IOException {
        store.putIfAbsent("a", new byte[7]);

        assertThat(store.putIfAbsent("a", new byte[9])).isFalse();
        assertThatThrownBy(() -> store.get("b")).isInstanceOf(NoSuchObjectException.class);
        assertThat(calls("put")).isEqualTo(2);
        assertThat(calls("get")).isEqualTo(1);
        assertThat(meters.get("hearth.objectstore.written").counter().count()).isEqualTo(7);
    }

    private long calls(String operation) {
        return meters.get("hearth.objectstore.operations")
                .tag("operation", operation)
                .timer()
                .count();
    }
}
