// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.PartitionLog;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.TenantId;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The owner of one log partition: makes batches durable and answers for those that are not yet in
/// segments.
///
/// An append is over when its batches are durable; they reach the head a little later, and a read
/// waits for those that were durable when it began. Safe for many threads; calls block.
public final class Ingester implements PartitionOwner {

    /// Bytes in memory for one byte of an encoded batch, roughly.
    private static final int MEMORY_FACTOR = 8;

    /// Bytes in memory of an observation.
    private static final int OBSERVATION_BYTES = 16;

    private static final long ENTER_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Another process is told that memory is full before it takes this one for one that hangs.
    private static final long ENTER_REMOTE_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final IngesterConfig config;
    private final PartitionLog log;
    private final Inbox inbox;
    private final Applier applier;
    private final OwnedPartition owned;
    private final IngesterMetrics metrics;
    private final RecordCodec codec = new RecordCodec();

    Ingester(
            IngesterConfig config,
            PartitionLog log,
            Inbox inbox,
            Applier applier,
            Cutter cutter,
            IngesterMetrics metrics) {
        this.config = config;
        this.log = log;
        this.inbox = inbox;
        this.applier = applier;
        this.owned = new OwnedPartition(log, applier, cutter);
        this.metrics = metrics;
    }

    /// Makes batches of a tenant durable, next to each other. Returns only then.
    ///
    /// @throws LogUnavailableException if there is no room in memory or the log takes nothing; the
    ///   client should try again
    /// @throws IOException if the log fails otherwise
    /// @throws IllegalArgumentException if a batch is not what its types promise
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        append(tenant, batches, false);
    }

    /// Makes batches of a tenant durable, next to each other. Returns only then.
    ///
    /// @param areMarked whether copies of them may be in another partition: queries then count what
    ///   is there and here once
    /// @throws IOException as the other [#append]
    public void append(TenantId tenant, List<ProfileBatch> batches, boolean areMarked)
            throws IOException {
        List<byte[]> payloads = new ArrayList<>(batches.size());
        List<BatchRecord> parsed = new ArrayList<>(batches.size());
        for (ProfileBatch batch : batches) {
            payloads.add(codec.encode(tenant, batch, areMarked));
            parsed.add(new BatchRecord(0, 0, tenant, batch, areMarked));
        }
        appendEncoded(parsed, payloads, ENTER_TIMEOUT_NANOS);
    }

    /// Makes records durable that another process encoded, next to each other. Returns only then.
    ///
    /// @param records a tenant and one of its batches each, at least one
    /// @throws UnreadableRecordException if one is not what this version reads, or another
    ///   tenant's; nothing is in the log then
    /// @throws IOException as [#append]
    void appendRecords(TenantId tenant, List<byte[]> records) throws IOException {
        List<BatchRecord> parsed = new ArrayList<>(records.size());
        for (byte[] record : records) {
            parsed.add(UnreadableRecordException.read(tenant, record));
        }
        appendEncoded(parsed, records, ENTER_REMOTE_TIMEOUT_NANOS);
    }

    /// @param parsed what the payloads hold, not in the log yet
    private void appendEncoded(List<BatchRecord> parsed, List<byte[]> payloads, long enterNanos)
            throws IOException {
        long bytes = 0;
        for (int i = 0; i < payloads.size(); i++) {
            bytes += (long) MEMORY_FACTOR * payloads.get(i).length;
            bytes += observationBytes(parsed.get(i).batch());
        }
        try {
            requireMemory(bytes);
            append(parsed, payloads, bytes, enterNanos);
        } catch (IOException e) {
            metrics.appendRefused();
            throw e;
        }
    }

    /// Moments that follow each other at a steady pace pack far better than anything else.
    private static long observationBytes(ProfileBatch batch) {
        long bytes = 0;
        for (Profile profile : batch.profiles()) {
            SampleTimes times = profile.samples().times();
            bytes += times == null ? 0 : (long) OBSERVATION_BYTES * times.size();
        }
        return bytes;
    }

    private void append(
            List<BatchRecord> parsed, List<byte[]> payloads, long bytes, long enterNanos)
            throws IOException {
        inbox.enter(bytes, enterNanos);
        List<BatchRecord> durable = new ArrayList<>(parsed.size());
        try {
            List<LogRecord> records = log.append(payloads);
            for (int i = 0; i < records.size(); i++) {
                LogRecord record = records.get(i);
                BatchRecord held = parsed.get(i);
                durable.add(
                        new BatchRecord(
                                record.position(),
                                record.appendMillis(),
                                held.tenant(),
                                held.batch(),
                                held.isMarked()));
            }
        } finally {
            inbox.leave(bytes, durable);
        }
    }

    private void requireMemory(long bytes) throws LogUnavailableException {
        if (memoryBytes() + bytes <= config.maxMemoryBytes()) {
            return;
        }
        applier.release(Long.MAX_VALUE);
        long used = memoryBytes();
        if (used + bytes > config.maxMemoryBytes()) {
            throw new MemoryFullException(
                    "profiles that wait for storage, and ids of retries, take %d bytes (limit %d). To change it, set %s"
                            .formatted(
                                    used, config.maxMemoryBytes(), IngesterFlags.MAX_MEMORY_BYTES));
        }
    }

    private long memoryBytes() {
        return applier.heads().sizeBytes() + applier.heads().retryBytes() + inbox.bytes();
    }

    @Override
    public String partition() {
        return owned.partition();
    }

    @Override
    public List<ProfileSource> read(TenantId tenant, long fromPosition) throws IOException {
        return owned.read(tenant, fromPosition);
    }

    /// Gives back what is kept for appends to come; they still work.
    void release() {
        codec.release();
    }

    /// Cuts everything that is durable now and returns when it is in storage.
    ///
    /// @return what was committed, in order of position; empty if there was nothing to cut
    /// @throws IOException if some of it could not be committed; it is tried again later
    public List<Cut> flush() throws IOException {
        return owned.flush();
    }

    /// The end of the chain of segments, as far as it was read or written here.
    public long committed() {
        return owned.committed();
    }

    /// Cuts everything that is durable now, unless a damaged segment is in the way.
    ///
    /// @return where the chain of segments ended before and after, as far as it was read or written
    ///   here
    /// @throws IOException if something else is in the way
    public List<Long> knownEnds() throws IOException {
        return owned.knownEnds();
    }
}
