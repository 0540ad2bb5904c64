// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.model.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLineTest {

    @TempDir Path scratch;

    @Test
    void whoeverWaitsForTheSameSharesItAndTheLineHasABound() throws Exception {
        Bed bed = new Bed(scratch);
        TenantId acme = new TenantId("acme");
        bed.cut("p", List.of(new Pushed(acme, "api", "dev", bed.nowNanos())));
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Compactor compactor = bed.compactor(bed.store);
        RunLine line = new RunLine(compactor, 3);
        List<Future<RunReport>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first =
                    threads.submit(
                            () -> compactor.run(Wish.of(false), () -> await(isRunning, mayGoOn)));
            isRunning.await();
            for (int i = 0; i < 3; i++) {
                runs.add(threads.submit(() -> line.run(Wish.of(false))));
            }
            while (line.waiting() < 3) {
                Thread.onSpinWait();
            }

            assertThat(line.run(Wish.of(false))).as("one too many").isNull();
            mayGoOn.countDown();

            first.get();
            assertThat(runs.get(0).get()).isSameAs(runs.get(1).get()).isSameAs(runs.get(2).get());
            assertThat(line.waiting()).isZero();
        }
        assertThat(line.run(Wish.of(true))).isNotNull();
    }

    @Test
    void whoeverHasItsTurnDoesNotWait() throws Exception {
        Bed bed = new Bed(scratch);
        RunLine[] line = new RunLine[1];
        Set<Integer> waiting = new TreeSet<>();
        Compactor compactor =
                bed.compactor(new HookedStore(bed.store, _ -> waiting.add(line[0].waiting())));
        line[0] = new RunLine(compactor, 3);

        line[0].run(Wish.of(false));

        assertThat(waiting).containsExactly(0);
    }

    private static void await(CountDownLatch isRunning, CountDownLatch mayGoOn) {
        isRunning.countDown();
        try {
            mayGoOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
