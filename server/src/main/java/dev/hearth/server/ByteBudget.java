// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes that request bodies may take together. Safe for many threads.
final class ByteBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /// Takes bytes, or takes none and says false.
    boolean tryTake(long bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }

    long limit() {
        return limit;
    }

    /// What one request holds of a budget; gives all of it back at the end. For one thread at a
    /// time.
    static final class Share {

        private final ByteBudget budget;
        private long held;
        private boolean isTooSmallForever;

        Share(ByteBudget budget) {
            this.budget = budget;
        }

        /// @throws StatusException with 503 if there is no room, with 413 if there never will be
        void take(long bytes) throws StatusException {
            if (held + bytes > budget.limit()) {
                isTooSmallForever = true;
                throw new StatusException(
                        StatusException.Code.INVALID_ARGUMENT,
                        413,
                        "the request has more than %d bytes once it is unpacked (limit %d, set by -server.max-inflight-request-bytes)"
                                .formatted(budget.limit(), budget.limit()));
            }
            if (!budget.tryTake(bytes)) {
                throw new StatusException(
                        StatusException.Code.UNAVAILABLE,
                        "the requests at hand hold %d bytes (limit %d, set by -server.max-inflight-request-bytes)"
                                .formatted(budget.used(), budget.limit()));
            }
            held += bytes;
        }

        /// Whether the request was refused because it alone is larger than the budget.
        boolean isTooSmallForever() {
            return isTooSmallForever;
        }

        void giveBack() {
            budget.give(held);
            held = 0;
        }
    }
}
