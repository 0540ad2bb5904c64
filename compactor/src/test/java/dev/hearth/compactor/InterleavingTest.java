// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Compactors that work at the same time, their operations in a random order.
@ExtendWith(Seeded.class)
final class InterleavingTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path scratch;

    /// Lets one of several go on at each operation.
    private static final class Turns {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final RandomGenerator random;
        private final List<Integer> running = new ArrayList<>();
        private int turn;

        Turns(RandomGenerator random, int count) {
            this.random = random;
            for (int i = 0; i < count; i++) {
                running.add(i);
            }
        }

        void await(int who) throws IOException {
            lock.lock();
            try {
                turn = running.get(random.nextInt(running.size()));
                changed.signalAll();
                while (turn != who) {
                    changed.await();
                }
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException().initCause(e);
            } finally {
                lock.unlock();
            }
        }

        void end(int who) {
            lock.lock();
            try {
                running.remove(Integer.valueOf(who));
                if (!running.isEmpty()) {
                    turn = running.get(random.nextInt(running.size()));
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @RepeatedTest(10)
    void compactorsThatWorkAtTheSameTimeDoNoHarm(RandomGenerator random) throws Exception {
        Bed bed = new Bed(scratch);
        List<Pushed> missed = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long time = bed.nowNanos() - i * (7 * MINUTE);
            List<Pushed> pushed = new ArrayList<>();
            pushed.add(new Pushed(ACME, "api", "dev", time, i + 1, false));
            pushed.add(new Pushed(ACME, "db", "prod", time));
            if (!missed.isEmpty() && random.nextBoolean()) {
                pushed.add(missed.remove(random.nextInt(missed.size())));
            }
            missed.add(pushed.getFirst().copy());
            bed.cut(i % 2 == 0 ? "p" : "q", pushed);
            if (i == 5) {
                bed.compactor(bed.store).run(false);
            }
        }
        List<String> before = bed.read(ACME);
        int count = 3;
        Turns turns = new Turns(random, count);
        List<Future<?>> runs = new ArrayList<>();
        boolean isDeleting = random.nextBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            for (int i = 0; i < count; i++) {
                int who = i;
                boolean isForced = random.nextBoolean();
                HookedStore store =
                        new HookedStore(
                                bed.store,
                                step -> {
                                    if (!step.isDone()) {
                                        turns.await(who);
                                    }
                                });
                Compactor compactor = bed.compactor(store);
                DeletionRequests requests = bed.requests(compactor, store);
                runs.add(
                        threads.submit(() -> {
                            try {
                                if (who == 0 && isDeleting) {
                                    requests.delete(ACME, "{namespace=\"dev\"}", 0, Long.MAX_VALUE);
                                }
                                compactor.run(isForced);
                                return true;
                            } finally {
                                turns.end(who);
                            }
                        }));
            }
        }
        boolean isDeleted = isDeleting;
        for (Future<?> run : runs) {
            isDeleted &= isDone(run);
        }
        List<String> rest = before.stream().filter(line -> !line.contains("dev")).toList();
        assertThat(bed.read(ACME)).isIn(isDeleting ? rest : before, isDeleted ? rest : before);
        List<String> seen = bed.read(ACME);
        bed.compactor(bed.store).run(true);
        assertThat(bed.read(ACME)).isEqualTo(seen);
        assertThat(bed.keys("segments/")).isEmpty();
        if (isDeleted) {
            assertThat(bed.holding("api")).isEmpty();
        }
    }

    /// Many at a time may make one of them give up.
    private static boolean isDone(Future<?> run) throws InterruptedException {
        try {
            run.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
            return false;
        }
    }
}
