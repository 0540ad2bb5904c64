// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.proto.hearth.internal.v1.Failure;
import dev.hearth.proto.hearth.internal.v1.Tolerance;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.SourceFailures;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What could not be read for an answer to another process, as far as that allows it. Safe for many
/// threads.
final class ToleratedFailures implements SourceFailures {

    /// Failures that one answer may have; with more it is none.
    private static final int MOST = 1000;

    private final Tolerance tolerance;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Failure> failures = new ArrayList<>();

    ToleratedFailures(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    @Override
    public boolean mayLack() {
        return tolerance.getUnreadable();
    }

    @Override
    public boolean mayLackGone() {
        return tolerance.getGone();
    }

    @Override
    public void failed(IOException failure) throws IOException {
        boolean isTolerable =
                switch (failure) {
                    case QueryAbortedException _,
                            InterruptedIOException _,
                            ClosedByInterruptException _ ->
                            false;
                    case NoSuchObjectException _,
                            RangeDroppedException _,
                            PartitionMovedException _ ->
                            mayLackGone();
                    default -> mayLack();
                };
        lock.lock();
        try {
            if (!isTolerable || failures.size() == MOST) {
                throw failure;
            }
            failures.add(FailureCodec.encode(failure));
        } finally {
            lock.unlock();
        }
    }

    List<Failure> all() {
        lock.lock();
        try {
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }
}
