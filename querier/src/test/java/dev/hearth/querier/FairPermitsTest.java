// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Tenants;
import dev.hearth.querier.FairPermits.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FairPermitsTest {

    private static final Tenants BUSY = Tenants.parse("busy");
    private static final Tenants QUIET = Tenants.parse("quiet");
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final List<String> admitted = new ArrayList<>();

    /// One that waits on a thread of its own.
    private CompletableFuture<Outcome> wait(FairPermits permits, Tenants tenants, int most) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread waiter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Outcome came = permits.acquire(tenants, _ -> most, MINUTE);
                                synchronized (admitted) {
                                    admitted.add(tenants + " " + came);
                                }
                                outcome.complete(came);
                            } catch (InterruptedException e) {
                                outcome.completeExceptionally(e);
                            }
                        });
        while (waiter.getState() != Thread.State.TIMED_WAITING && !outcome.isDone()) {
            Thread.onSpinWait();
        }
        return outcome;
    }

    private static Outcome now(CompletableFuture<Outcome> outcome)
            throws ExecutionException, InterruptedException {
        return outcome.get();
    }

    @Test
    void tenantsTakeTurnsHoweverManyQueriesOneHasWaiting() throws Exception {
        FairPermits permits = new FairPermits(1, 100);
        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);
        List<CompletableFuture<Outcome>> busy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            busy.add(wait(permits, BUSY, 0));
        }
        CompletableFuture<Outcome> quiet = wait(permits, QUIET, 0);

        permits.release(BUSY);
        assertThat(now(busy.getFirst())).isEqualTo(Outcome.ADMITTED);
        permits.release(BUSY);

        assertThat(now(quiet)).isEqualTo(Outcome.ADMITTED);
        assertThat(admitted).containsExactly("busy ADMITTED", "quiet ADMITTED");
        permits.release(QUIET);
        for (CompletableFuture<Outcome> one : busy.subList(1, 5)) {
            assertThat(now(one)).isEqualTo(Outcome.ADMITTED);
            permits.release(BUSY);
        }
        assertThat(permits.waiting()).isZero();
    }

    @Test
    void aFreePermitGoesToWhoHoldsTheFewest() throws Exception {
        FairPermits permits = new FairPermits(3, 100);
        for (int i = 0; i < 3; i++) {
            assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);
        }
        CompletableFuture<Outcome> more = wait(permits, BUSY, 0);
        CompletableFuture<Outcome> first = wait(permits, QUIET, 0);

        permits.release(BUSY);

        assertThat(now(first)).isEqualTo(Outcome.ADMITTED);
        assertThat(more).isNotDone();
        permits.release(BUSY);
        assertThat(now(more)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void aTenantHoldsNoMoreThanItMay() throws Exception {
        FairPermits permits = new FairPermits(3, 100);
        assertThat(permits.acquire(BUSY, _ -> 1, MINUTE)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> second = wait(permits, BUSY, 1);
        assertThat(permits.acquire(QUIET, _ -> 1, MINUTE)).isEqualTo(Outcome.ADMITTED);

        assertThat(second).isNotDone();
        permits.release(BUSY);
        assertThat(now(second)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void whenThereIsNoRoomToWaitTheGreediestLosesItsLatest() throws Exception {
        FairPermits permits = new FairPermits(1, 3);
        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> first = wait(permits, BUSY, 0);
        CompletableFuture<Outcome> second = wait(permits, BUSY, 0);
        CompletableFuture<Outcome> third = wait(permits, BUSY, 0);

        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.REFUSED);
        CompletableFuture<Outcome> quiet = wait(permits, QUIET, 0);

        assertThat(now(third)).isEqualTo(Outcome.REFUSED);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        permits.release(BUSY);
        assertThat(now(first)).isEqualTo(Outcome.ADMITTED);
        permits.release(BUSY);
        assertThat(now(quiet)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void whoWaitsTooLongLeavesNothingBehind() throws Exception {
        FairPermits permits = new FairPermits(1, 3);
        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);

        assertThat(permits.acquire(QUIET, _ -> 0, 1)).isEqualTo(Outcome.LATE);
        assertThat(permits.waiting()).isZero();
        permits.release(BUSY);
        assertThat(permits.acquire(BUSY, _ -> 0, 1)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void aQueryAboutSeveralTenantsCountsForEach() throws Exception {
        FairPermits permits = new FairPermits(3, 100);
        Tenants both = Tenants.parse("busy|quiet");
        assertThat(permits.acquire(both, _ -> 1, MINUTE)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> busy = wait(permits, BUSY, 1);
        CompletableFuture<Outcome> quiet = wait(permits, QUIET, 1);

        assertThat(busy).isNotDone();
        assertThat(quiet).isNotDone();
        permits.release(both);
        assertThat(now(busy)).isEqualTo(Outcome.ADMITTED);
        assertThat(now(quiet)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> again = wait(permits, both, 1);
        permits.release(BUSY);
        assertThat(again).isNotDone();
        permits.release(QUIET);
        assertThat(now(again)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void whoNamesOthersTooGetsNoMoreTurns() throws Exception {
        FairPermits permits = new FairPermits(1, 100);
        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> alone = wait(permits, BUSY, 0);
        CompletableFuture<Outcome> together = wait(permits, Tenants.parse("busy|other"), 0);
        permits.release(BUSY);
        assertThat(now(alone)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> quiet = wait(permits, QUIET, 0);
        CompletableFuture<Outcome> third = wait(permits, Tenants.parse("busy|third"), 0);

        assertThat(permits.waiting()).isEqualTo(3);
        permits.release(BUSY);
        assertThat(now(together)).isEqualTo(Outcome.ADMITTED);
        permits.release(Tenants.parse("busy|other"));
        assertThat(now(quiet)).isEqualTo(Outcome.ADMITTED);
        permits.release(QUIET);
        assertThat(now(third)).isEqualTo(Outcome.ADMITTED);
    }

    @Test
    void theGreediestIsFoundWhoeverElseItNames() throws Exception {
        FairPermits permits = new FairPermits(1, 3);
        assertThat(permits.acquire(BUSY, _ -> 0, MINUTE)).isEqualTo(Outcome.ADMITTED);
        CompletableFuture<Outcome> first = wait(permits, Tenants.parse("busy|a"), 0);
        CompletableFuture<Outcome> second = wait(permits, Tenants.parse("busy|b"), 0);
        CompletableFuture<Outcome> quiet = wait(permits, QUIET, 0);

        CompletableFuture<Outcome> third = wait(permits, Tenants.parse("busy|c"), 0);

        assertThat(now(third)).isEqualTo(Outcome.REFUSED);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(quiet).isNotDone();
    }
}
