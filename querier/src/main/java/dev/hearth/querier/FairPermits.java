// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A bounded number of permits, which tenants share fairly: a free one goes to the tenant that
/// holds the fewest of those that wait, and among equals to the one whose turn was longest ago. The
/// waiting are bounded, too: when there is no more room, whoever has the most of them loses its
/// latest. Safe for many threads.
///
/// What is about several tenants counts for each of them as if it were its alone: it waits as the
/// busiest of them would, and only begins if each may hold one more. So nobody gets more by naming
/// others.
final class FairPermits {

    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();

    /// All below is guarded by the lock.
    private final Map<TenantId, Integer> held = new HashMap<>();

    /// How many of each tenant wait.
    private final Map<TenantId, Integer> queued = new HashMap<>();

    /// In order of turns.
    private final Map<Tenants, Deque<Waiter>> waiting = new LinkedHashMap<>();

    private int free;
    private int waitingCount;

    /// What came of waiting.
    enum Outcome {
        /// There is a permit, to be given back.
        ADMITTED,
        /// Too many wait already.
        REFUSED,
        /// It took too long.
        LATE
    }

    private static final class Waiter {
        final Condition decided;

        /// Most permits that each of its tenants may hold; 0 is no limit.
        final ToIntFunction<TenantId> most;

        @Nullable Outcome outcome;

        Waiter(Condition decided, ToIntFunction<TenantId> most) {
            this.decided = decided;
            this.most = most;
        }
    }

    FairPermits(int permits, int maxWaiting) {
        this.free = permits;
        this.maxWaiting = maxWaiting;
    }

    /// Waits for a permit.
    ///
    /// @param most permits that each of the tenants may hold at a time; 0 is no limit
    Outcome acquire(Tenants tenants, ToIntFunction<TenantId> most, long nanos)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiter waiter = new Waiter(lock.newCondition(), most);
            enqueue(tenants, waiter);
            hand();
            if (waiter.outcome == null && waitingCount > maxWaiting) {
                refuseOne();
            }
            return await(tenants, waiter, nanos);
        } finally {
            lock.unlock();
        }
    }

    private Outcome await(Tenants tenants, Waiter waiter, long nanos) throws InterruptedException {
        long left = nanos;
        try {
            while (waiter.outcome == null && left > 0) {
                left = waiter.decided.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            if (waiter.outcome == Outcome.ADMITTED) {
                giveBack(tenants);
            } else {
                dequeue(tenants, waiter);
            }
            throw e;
        }
        if (waiter.outcome == null) {
            dequeue(tenants, waiter);
            return Outcome.LATE;
        }
        return waiter.outcome;
    }

    /// Gives a permit back.
    void release(Tenants tenants) {
        lock.lock();
        try {
            giveBack(tenants);
        } finally {
            lock.unlock();
        }
    }

    /// How many wait.
    int waiting() {
        lock.lock();
        try {
            return waitingCount;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Tenants tenants) {
        tenants.ids().forEach(tenant -> decrement(held, tenant));
        free++;
        hand();
    }

    private static void decrement(Map<TenantId, Integer> counts, TenantId tenant) {
        counts.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
    }

    private void enqueue(Tenants tenants, Waiter waiter) {
        waiting.computeIfAbsent(tenants, _ -> new ArrayDeque<>()).addLast(waiter);
        tenants.ids().forEach(tenant -> queued.merge(tenant, 1, Integer::sum));
        waitingCount++;
    }

    private void dequeue(Tenants tenants, Waiter waiter) {
        Deque<Waiter> queue = waiting.get(tenants);
        if (queue != null && queue.remove(waiter)) {
            waitsNoMore(tenants);
            if (queue.isEmpty()) {
                waiting.remove(tenants);
            }
        }
    }

    private void waitsNoMore(Tenants tenants) {
        tenants.ids().forEach(tenant -> decrement(queued, tenant));
        waitingCount--;
    }

    /// Hands out what is free.
    private void hand() {
        while (free > 0) {
            Tenants next = next();
            if (next == null) {
                return;
            }
            Deque<Waiter> queue = waiting.remove(next);
            if (queue == null) {
                return;
            }
            Waiter waiter = queue.removeFirst();
            if (!queue.isEmpty()) {
                waiting.put(next, queue); // behind all others
            }
            waitsNoMore(next);
            free--;
            next.ids().forEach(tenant -> held.merge(tenant, 1, Integer::sum));
            decide(waiter, Outcome.ADMITTED);
        }
    }

    /// Whose turn it is; null if nobody waits who may hold more.
    private @Nullable Tenants next() {
        Tenants next = null;
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<Tenants, Deque<Waiter>> entry : waiting.entrySet()) {
            int holds = most(held, entry.getKey());
            if (holds < fewest && mayHoldMore(entry.getKey(), entry.getValue().getFirst())) {
                fewest = holds;
                next = entry.getKey();
            }
        }
        return next;
    }

    /// What the busiest of some tenants has.
    private static int most(Map<TenantId, Integer> counts, Tenants tenants) {
        int most = 0;
        for (TenantId tenant : tenants.ids()) {
            most = Math.max(most, counts.getOrDefault(tenant, 0));
        }
        return most;
    }

    private boolean mayHoldMore(Tenants tenants, Waiter waiter) {
        for (TenantId tenant : tenants.ids()) {
            int most = waiter.most.applyAsInt(tenant);
            if (most > 0 && held.getOrDefault(tenant, 0) >= most) {
                return false;
            }
        }
        return true;
    }

    private void refuseOne() {
        Map.Entry<Tenants, Deque<Waiter>> greediest = null;
        int greed = 0;
        for (Map.Entry<Tenants, Deque<Waiter>> entry : waiting.entrySet()) {
            int wants = most(queued, entry.getKey());
            if (wants >= greed) {
                greed = wants;
                greediest = entry;
            }
        }
        if (greediest != null) {
            Waiter last = greediest.getValue().getLast();
            dequeue(greediest.getKey(), last);
            decide(last, Outcome.REFUSED);
        }
    }

    private static void decide(Waiter waiter, Outcome outcome) {
        waiter.outcome = outcome;
        waiter.decided.signal();
    }
}
