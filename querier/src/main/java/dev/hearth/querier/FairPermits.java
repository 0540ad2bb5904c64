// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A bounded number of permits, which tenants share fairly: a free one goes to the tenant that
/// holds the fewest of those that wait, and among equals to the one whose turn was longest ago. The
/// waiting are bounded, too: when there is no more room, whoever has the most of them loses its
/// latest. Safe for many threads.
final class FairPermits {

    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();

    /// All below is guarded by the lock.
    private final Map<TenantId, Integer> held = new HashMap<>();

    /// In order of turns.
    private final Map<TenantId, Deque<Waiter>> waiting = new LinkedHashMap<>();

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

        /// Most permits that its tenant may hold.
        final int most;

        @Nullable Outcome outcome;

        Waiter(Condition decided, int most) {
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
    /// @param most permits that the tenant may hold at a time; 0 is no limit
    Outcome acquire(TenantId tenant, int most, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiter waiter = new Waiter(lock.newCondition(), most == 0 ? Integer.MAX_VALUE : most);
            enqueue(tenant, waiter);
            hand();
            if (waiter.outcome == null && waitingCount > maxWaiting) {
                refuseOne();
            }
            return await(tenant, waiter, nanos);
        } finally {
            lock.unlock();
        }
    }

    private Outcome await(TenantId tenant, Waiter waiter, long nanos) throws InterruptedException {
        long left = nanos;
        try {
            while (waiter.outcome == null && left > 0) {
                left = waiter.decided.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            if (waiter.outcome == Outcome.ADMITTED) {
                giveBack(tenant);
            } else {
                dequeue(tenant, waiter);
            }
            throw e;
        }
        if (waiter.outcome == null) {
            dequeue(tenant, waiter);
            return Outcome.LATE;
        }
        return waiter.outcome;
    }

    /// Gives a permit back.
    void release(TenantId tenant) {
        lock.lock();
        try {
            giveBack(tenant);
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

    private void giveBack(TenantId tenant) {
        held.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
        free++;
        hand();
    }

    private void enqueue(TenantId tenant, Waiter waiter) {
        waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>()).addLast(waiter);
        waitingCount++;
    }

    private void dequeue(TenantId tenant, Waiter waiter) {
        Deque<Waiter> queue = waiting.get(tenant);
        if (queue != null && queue.remove(waiter)) {
            waitingCount--;
            if (queue.isEmpty()) {
                waiting.remove(tenant);
            }
        }
    }

    /// Hands out what is free.
    private void hand() {
        while (free > 0) {
            TenantId next = next();
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
            waitingCount--;
            free--;
            held.merge(next, 1, Integer::sum);
            decide(waiter, Outcome.ADMITTED);
        }
    }

    /// Whose turn it is; null if nobody waits who may hold more.
    private @Nullable TenantId next() {
        TenantId next = null;
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<TenantId, Deque<Waiter>> entry : waiting.entrySet()) {
            int holds = held.getOrDefault(entry.getKey(), 0);
            if (holds < fewest && holds < entry.getValue().getFirst().most) {
                fewest = holds;
                next = entry.getKey();
            }
        }
        return next;
    }

    private void refuseOne() {
        Map.Entry<TenantId, Deque<Waiter>> greediest = null;
        for (Map.Entry<TenantId, Deque<Waiter>> entry : waiting.entrySet()) {
            if (greediest == null || entry.getValue().size() >= greediest.getValue().size()) {
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
