// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.util.concurrent.locks.ReentrantLock;

/// Bounds the push requests that are answered at one time, by number and by bytes. Safe for many
/// threads; never waits.
final class PushGate {

    private final int maxRequests;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private int requests;
    private long bytes;

    PushGate(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /// Lets a request in, unless there is no room. One request is let in however large it is.
    boolean tryEnter(long requestBytes) {
        lock.lock();
        try {
            boolean hasRoom =
                    requests == 0
                            || (requests < maxRequests && bytes + requestBytes <= maxBytes);
            if (hasRoom) {
                requests++;
                bytes += requestBytes;
            }
            return hasRoom;
        } finally {
            lock.unlock();
        }
    }

    /// Lets a request out that was let in with as many bytes.
    void leave(long requestBytes) {
        lock.lock();
        try {
            requests--;
            bytes -= requestBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Requests inside.
    int requests() {
        lock.lock();
        try {
            return requests;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes inside.
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
