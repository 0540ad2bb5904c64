// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Decoders, as many as payloads may be decoded at one time, and the memory that decoded payloads
/// may take until they are durable. Safe for many threads; those who wait are served in order.
///
/// Memory is counted as bytes of payloads after gunzip. A payload takes the largest size that it
/// may have before it is decoded, and gives back the difference.
final class DecoderPool {

    private static final int UNIT = 1024;

    private final Semaphore decodes;
    private final Semaphore memory;
    private final int memoryUnits;
    private final ConcurrentLinkedQueue<Decoders> idle = new ConcurrentLinkedQueue<>();

    /// @param maxDecodes payloads decoded at one time, at least 1
    /// @param maxBytes bytes of decoded payloads at one time
    DecoderPool(int maxDecodes, long maxBytes) {
        this.decodes = new Semaphore(maxDecodes, true);
        this.memoryUnits = Math.max(1, (int) Math.min(Integer.MAX_VALUE, maxBytes / UNIT));
        this.memory = new Semaphore(memoryUnits, true);
    }

    /// Memory that was taken, to be given back.
    ///
    /// @param units see [#release]
    record Lease(int units) {}

    /// Takes memory for a payload of at most `bytes`, or of the whole pool's if that is less.
    ///
    /// @param patience how long to wait; zero not to wait
    /// @return null if there was none in time, or the thread was interrupted
    @Nullable Lease tryReserve(long bytes, Duration patience) {
        int units = units(bytes);
        try {
            boolean isTaken = memory.tryAcquire(units, patience.toNanos(), TimeUnit.NANOSECONDS);
            return isTaken ? new Lease(units) : null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Gives back what a payload of `bytes` does not need of its lease.
    Lease shrink(Lease lease, long bytes) {
        int units = Math.min(lease.units, units(bytes));
        memory.release(lease.units - units);
        return new Lease(units);
    }

    /// Gives back all of a lease.
    void release(Lease lease) {
        memory.release(lease.units);
    }

    /// Decodes a payload once a decoder is free.
    ///
    /// @return null if none was in time, or the thread was interrupted
    @Nullable DecodedProfile decode(
            Upload upload, byte[] payload, DecodeLimits limits, Duration patience)
            throws MalformedProfileException {
        try {
            if (!decodes.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return null;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
        Decoders pooled = idle.poll();
        Decoders decoders = pooled == null ? new Decoders() : pooled;
        try {
            return upload.decode(payload, decoders, limits);
        } finally {
            idle.add(decoders);
            decodes.release();
        }
    }

    /// Bytes that are taken.
    long heldBytes() {
        return (long) (memoryUnits - memory.availablePermits()) * UNIT;
    }

    /// Threads that wait, roughly.
    int waiting() {
        return decodes.getQueueLength() + memory.getQueueLength();
    }

    private int units(long bytes) {
        return (int) Math.min(memoryUnits, bytes / UNIT + 1);
    }
}
