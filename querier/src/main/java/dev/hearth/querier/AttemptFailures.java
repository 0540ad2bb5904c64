// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.query.SourceFailures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What one attempt could not read: told to the query only if the attempt's answer is the one that
/// counts. Safe for many threads.
final class AttemptFailures implements SourceFailures {

    private final MissingSources missing;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<IOException> failures = new ArrayList<>();

    AttemptFailures(MissingSources missing) {
        this.missing = missing;
    }

    @Override
    public boolean mayLack() {
        return missing.mayLack();
    }

    @Override
    public boolean mayLackGone() {
        return missing.mayLackGone();
    }

    @Override
    public void failed(IOException failure) throws IOException {
        missing.checkTolerable(failure);
        lock.lock();
        try {
            failures.add(failure);
        } finally {
            lock.unlock();
        }
    }

    /// Tells the query.
    void count() throws IOException {
        tell(missing);
    }

    /// Tells another, of which this is a part.
    void tell(SourceFailures whole) throws IOException {
        List<IOException> told;
        lock.lock();
        try {
            told = List.copyOf(failures);
        } finally {
            lock.unlock();
        }
        for (IOException failure : told) {
            whole.failed(failure);
        }
    }
}
