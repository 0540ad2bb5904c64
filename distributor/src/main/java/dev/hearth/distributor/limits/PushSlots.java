// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many requests of a tenant are worked on at one time; others wait a while for their turn.
public final class PushSlots {

    private final ReentrantLock lock = new ReentrantLock();

    /// Tenants that have a request here; guarded by `lock`.
    private final Map<TenantId, Users> users = new HashMap<>();

    private static final class Users {

        private final Condition freed;
        private int working;
        private int waiting;

        Users(Condition freed) {
            this.freed = freed;
        }
    }

    /// Takes a slot, to be given back with [#leave].
    ///
    /// @param limit slots of the tenant; at least 1
    /// @param patience how long to wait for one
    /// @return false if none became free in time, or the thread was interrupted
    public boolean tryEnter(TenantId tenant, int limit, Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            Users own = users.computeIfAbsent(tenant, _ -> new Users(lock.newCondition()));
            own.waiting++;
            try {
                while (own.working >= limit) {
                    if (nanos <= 0) {
                        return false;
                    }
                    nanos = own.freed.awaitNanos(nanos);
                }
                own.working++;
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                own.waiting--;
                forget(tenant, own);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Requests that wait, of all tenants.
    public int waiting() {
        lock.lock();
        try {
            int sum = 0;
            for (Users own : users.values()) {
                sum += own.waiting;
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    /// Gives a slot back.
    public void leave(TenantId tenant) {
        lock.lock();
        try {
            Users own = users.get(tenant);
            if (own == null) {
                throw new IllegalStateException("tenant has no slot to give back");
            }
            own.working--;
            own.freed.signal();
            forget(tenant, own);
        } finally {
            lock.unlock();
        }
    }

    private void forget(TenantId tenant, Users own) {
        if (own.working == 0 && own.waiting == 0) {
            users.remove(tenant);
        }
    }
}
