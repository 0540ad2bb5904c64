// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.ChainRemains;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The chains of all partitions. Remembers what footers say. [#read] is for one thread at a time.
final class ChainCatalog {

    private static final Logger LOGGER = LoggerFactory.getLogger(ChainCatalog.class);
    private static final int ATTEMPTS = 3;
    private static final long OLD_NANOS = Long.MAX_VALUE / 2;

    private final ChainRemains remains;
    private final ObjectStore store;
    private final SegmentReader reader;
    private final Ages ages;
    private final Map<String, SegmentChain> chains = new ConcurrentHashMap<>();
    private final Map<String, Map<TenantId, SegmentState.Part>> parts = new HashMap<>();

    /// Segments that were there when this process began: how long, nobody knows, so they count as
    /// old.
    private final Set<String> inherited = new HashSet<>();

    private boolean isOpen;

    ChainCatalog(ObjectStore store, SegmentReader reader, Ages ages) {
        this.remains = new ChainRemains(store);
        this.store = store;
        this.reader = reader;
        this.ages = ages;
    }

    /// Reads all chains. One that is damaged is left out, and logged.
    ///
    /// @param failed is told of each that was left out
    /// @throws IOException if the store fails
    List<PartitionState> read(Runnable failed) throws IOException {
        List<PartitionState> states = new ArrayList<>();
        for (String partition : remains.partitions()) {
            try {
                states.add(read(chain(partition)));
            } catch (IOException e) {
                LOGGER.warn("chain of partition {} cannot be read: {}", partition, e.toString());
                failed.run();
            }
        }
        isOpen = true;
        return List.copyOf(states);
    }

    private SegmentChain chain(String partition) {
        return chains.computeIfAbsent(partition, p -> new SegmentChain(p, store, reader));
    }

    private PartitionState read(SegmentChain chain) throws IOException {
        IOException missing = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ChainView view = chain.resynchronize();
            try {
                return state(chain, view);
            } catch (NoSuchObjectException e) {
                missing = e; // the floor was raised meanwhile
            }
        }
        throw new IOException(
                "chain of partition \"%s\" changes all the time".formatted(chain.partition()),
                missing);
    }

    private PartitionState state(SegmentChain chain, ChainView view) throws IOException {
        List<SegmentState> segments = new ArrayList<>();
        Map<String, Map<TenantId, SegmentState.Part>> known = new HashMap<>();
        for (ChainView.Segment segment : view.segments()) {
            Map<TenantId, SegmentState.Part> own = parts.get(segment.key());
            own = own == null ? parts(reader.footer(segment.key())) : own;
            known.put(segment.key(), own);
            if (!isOpen) {
                inherited.add(segment.key());
            }
            long age = inherited.contains(segment.key()) ? OLD_NANOS : ages.of(segment.key());
            segments.add(new SegmentState(segment.key(), segment.start(), segment.end(), own, age));
        }
        String prefix = "segments/" + chain.partition() + "/";
        parts.keySet().removeIf(key -> key.startsWith(prefix));
        parts.putAll(known);
        inherited.removeIf(key -> key.startsWith(prefix) && !known.containsKey(key));
        return new PartitionState(chain, view.begin(), view.end(), segments);
    }

    private static Map<TenantId, SegmentState.Part> parts(SegmentFooter footer) {
        Map<TenantId, SegmentState.Part> parts = new HashMap<>();
        for (SegmentFooter.Tenant tenant : footer.tenants()) {
            long bytes = tenant.files().values().stream().mapToLong(FileRange::length).sum();
            parts.put(
                    tenant.tenant(),
                    new SegmentState.Part(
                            tenant.minTimeNanos(), tenant.maxTimeNanos(), bytes, tenant.marked()));
        }
        return Map.copyOf(parts);
    }

    /// The end of every chain, now. Safe for many threads.
    ///
    /// A damaged footer hides where its segment ends: then it is the end of the last segment that
    /// can be read; or, if none follows the damaged one, where that begins: what it holds may not
    /// be hit then.
    ///
    /// @param partitions partitions that a listing may not show yet
    /// @throws IOException if the store fails
    SortedMap<String, Long> ends(Collection<String> partitions) throws IOException {
        SortedMap<String, Long> ends = new TreeMap<>();
        List<String> all = new ArrayList<>(remains.partitions());
        all.addAll(partitions);
        for (String partition : all) {
            ends.put(partition, end(partition));
        }
        return ends;
    }

    private long end(String partition) throws IOException {
        try {
            return chain(partition).resynchronize().end();
        } catch (CorruptSegmentException e) {
            String prefix = SegmentKeys.segments(partition);
            if (!e.key().startsWith(prefix)) {
                throw e;
            }
            long end = lastEnd(ObjectFolders.keys(store, prefix), e.key());
            LOGGER.warn(
                    "end of the chain of partition {} is taken to be {}: {}",
                    partition,
                    end,
                    e.getMessage());
            return end;
        }
    }

    /// The end of the last segment behind a damaged one.
    private long lastEnd(List<String> keys, String damaged) throws IOException {
        for (String key : keys.reversed()) {
            if (key.compareTo(damaged) <= 0) {
                break;
            }
            try {
                return reader.footer(key).end();
            } catch (CorruptSegmentException e) {
                LOGGER.debug("the end is looked for further on the left", e);
            }
        }
        return SegmentKeys.position(damaged);
    }

    /// Whether a segment that counts holds something of a tenant. Safe for many threads.
    boolean isNamed(TenantId tenant) throws IOException {
        for (String partition : remains.partitions()) {
            for (ChainView.Segment segment : chain(partition).resynchronize().segments()) {
                if (reader.footer(segment.key()).find(tenant) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Keys of segments and floors that nobody reads.
    List<String> below(String partition, long floor) throws IOException {
        return remains.below(partition, floor);
    }
}
