// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BoundedStopTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    @Test
    void endsWithZeroWhenAllHasStopped() {
        assertThat(new BoundedStop(() -> {}, LONG).run()).isZero();
        assertThat(new BoundedStop(() -> {}, Duration.ZERO).run()).isZero();
    }

    @Test
    void endsWithOneWhenSomethingFails() {
        Closeable failing =
                () -> {
                    throw new IOException("the disk is gone");
                };
        Closeable broken =
                () -> {
                    throw new IllegalStateException("broken");
                };

        assertThat(new BoundedStop(failing, LONG).run()).isEqualTo(1);
        assertThat(new BoundedStop(broken, Duration.ZERO).run()).isEqualTo(1);
    }

    @Test
    void doesNotWaitForWhatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        Closeable hanging =
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                };

        assertThat(new BoundedStop(hanging, Duration.ofMillis(50)).run()).isEqualTo(1);

        never.countDown();
    }
}
