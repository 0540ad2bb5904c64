// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PushSlotsTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    private final PushSlots slots = new PushSlots();

    @Test
    void noMoreThanTheLimitWorkAtOneTime() {
        assertThat(slots.tryEnter(A, 2, Duration.ZERO)).isTrue();
        assertThat(slots.tryEnter(A, 2, Duration.ZERO)).isTrue();
        assertThat(slots.tryEnter(A, 2, Duration.ZERO)).isFalse();
        assertThat(slots.tryEnter(B, 2, Duration.ZERO)).isTrue();

        slots.leave(A);
        assertThat(slots.tryEnter(A, 2, Duration.ZERO)).isTrue();
    }

    @Test
    void whoWaitsEntersWhenAnotherLeaves() {
        slots.tryEnter(A, 1, Duration.ZERO);
        CompletableFuture<Boolean> second =
                CompletableFuture.supplyAsync(
                        () -> slots.tryEnter(A, 1, Duration.ofMinutes(1)),
                        Thread::startVirtualThread);

        slots.leave(A);

        assertThat(second.join()).isTrue();
    }

    @Test
    void givesUpWhenThePatienceIsOver() {
        slots.tryEnter(A, 1, Duration.ZERO);

        assertThat(slots.tryEnter(A, 1, Duration.ofMillis(1))).isFalse();
    }
}
