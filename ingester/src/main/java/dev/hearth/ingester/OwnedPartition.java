// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.log.ReadableLog;
import dev.hearth.model.TenantId;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers for what of a partition is not yet in segments, and cuts it when told. Safe for many
/// threads; calls block.
final class OwnedPartition implements PartitionOwner {

    private static final Logger LOGGER = LoggerFactory.getLogger(OwnedPartition.class);
    private static final long READ_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ReadableLog log;
    private final Applier applier;
    private final Cutter cutter;

    OwnedPartition(ReadableLog log, Applier applier, Cutter cutter) {
        this.log = log;
        this.applier = applier;
        this.cutter = cutter;
    }

    @Override
    public String partition() {
        return log.partition();
    }

    /// The log is asked for its end first, so that a client reads what it was told is durable,
    /// whoever told it.
    @Override
    public List<ProfileSource> read(TenantId tenant, long fromPosition) throws IOException {
        log.refresh();
        List<OwnedHead> heads = headsUpTo(log.durableEnd());
        long kept = heads.getFirst().head().start();
        if (fromPosition < kept) {
            throw new RangeDroppedException(fromPosition, kept);
        }
        List<ProfileSource> sources = new ArrayList<>(heads.size());
        for (OwnedHead owned : heads) {
            HeadSource source = owned.head().source(tenant, fromPosition);
            if (source != null) {
                sources.add(source);
            }
        }
        return List.copyOf(sources);
    }

    /// The heads once they hold everything before a position. They are looked at again after that
    /// was so: they may have begun anew in between.
    private List<OwnedHead> headsUpTo(long position) throws IOException {
        long deadline = System.nanoTime() + READ_TIMEOUT_NANOS;
        while (true) {
            applier.applyUpTo(position, deadline - System.nanoTime());
            List<OwnedHead> heads = applier.heads().readable();
            if (heads.getLast().head().end() >= position) {
                return heads;
            }
        }
    }

    /// Cuts everything that is durable now and returns when it is in storage.
    ///
    /// @return what was committed here, in order of position; what another owner commits meanwhile
    ///   is not among it
    /// @throws IOException if some of it could not be committed; it is tried again later
    List<Cut> flush() throws IOException {
        return cutter.flush();
    }

    /// The end of the chain of segments, as far as this owner read or wrote it.
    long committed() {
        return applier.heads().committed();
    }

    /// Cuts everything that is durable now, unless a damaged segment is in the way, and tells where
    /// the chain ended before and after.
    ///
    /// @throws IOException if something else is in the way
    List<Long> knownEnds() throws IOException {
        long before = committed();
        try {
            flush();
        } catch (CorruptSegmentException e) {
            LOGGER.warn("partition {} is not cut: {}", partition(), e.getMessage());
        }
        return List.of(before, committed());
    }
}
