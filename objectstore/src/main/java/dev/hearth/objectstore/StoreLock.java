// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;

/// A lock that is held while a store is asked, which may hang: so whoever waits for it can be
/// interrupted. A thread may take it again.
public final class StoreLock {

    private final ReentrantLock lock = new ReentrantLock();

    /// A lock that nobody holds.
    public StoreLock() {}

    /// Waits until it is free, and takes it.
    ///
    /// @throws InterruptedIOException if the thread is interrupted; it stays so
    public void lockInterruptibly() throws InterruptedIOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("waiting for another reader was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /// Waits until it is free, whatever happens, and takes it.
    public void lock() {
        lock.lock();
    }

    /// Lets it go.
    public void unlock() {
        lock.unlock();
    }
}
