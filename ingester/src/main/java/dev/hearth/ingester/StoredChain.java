// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.ChainView;
import dev.hearth.block.CommitOutcome;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.objectstore.NoSuchObjectException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The chain of segments in an object store. For one thread at a time.
final class StoredChain implements Chain {

    private static final int ATTEMPTS = 3;

    private final SegmentChain chain;
    private final SegmentReader reader;
    private final long retryWindowMillis;
    private final SegmentWriter writer = new SegmentWriter();

    /// What could not be committed the last time, so that it is not written anew for each try.
    private @Nullable Written written;

    /// @param retryWindowMillis how long an id counts as seen; what is older is not read
    StoredChain(SegmentChain chain, SegmentReader reader, long retryWindowMillis) {
        this.chain = chain;
        this.reader = reader;
        this.retryWindowMillis = retryWindowMillis;
    }

    /// A segment in bytes.
    private static final class Written {

        final long start;
        final long end;
        final byte[] bytes;

        Written(SegmentContent content, byte[] bytes) {
            this.start = content.start();
            this.end = content.end();
            this.bytes = bytes;
        }

        boolean isOf(SegmentContent content) {
            return start == content.start() && end == content.end();
        }
    }

    @Override
    public ChainState read() throws IOException {
        written = null;
        NoSuchObjectException missing = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ChainView view = chain.resynchronize();
            try {
                return new ChainState(view.end(), retryIds(view));
            } catch (NoSuchObjectException e) {
                missing = e; // the floor was raised meanwhile
            }
        }
        throw new IOException(
                "chain of partition \"%s\" changes all the time".formatted(chain.partition()),
                missing);
    }

    /// Reads from the newest segment back. Append times do not fall along the chain, and what is
    /// appended next is not older than the newest id: once a segment's ids are all older than the
    /// window before that, so are those of all segments before it. What lies below the floor, it
    /// keeps.
    private List<SegmentContent.RetryId> retryIds(ChainView view) throws IOException {
        List<String> keys = new ArrayList<>();
        if (view.begin() > 0) {
            keys.add(SegmentKeys.floor(view.partition(), view.begin()));
        }
        view.segments().forEach(segment -> keys.add(segment.key()));
        Deque<List<SegmentContent.RetryId>> parts = new ArrayDeque<>();
        long newest = Long.MIN_VALUE;
        for (String key : keys.reversed()) {
            List<SegmentContent.RetryId> part = reader.retryIds(key);
            long last = Long.MIN_VALUE;
            for (SegmentContent.RetryId id : part) {
                last = Math.max(last, id.appendMillis());
            }
            newest = Math.max(newest, last);
            if (!part.isEmpty() && newest - last > retryWindowMillis) {
                break;
            }
            parts.addFirst(part);
        }
        List<SegmentContent.RetryId> ids = new ArrayList<>();
        for (List<SegmentContent.RetryId> part : parts) {
            for (SegmentContent.RetryId id : part) {
                if (newest - id.appendMillis() <= retryWindowMillis) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /// A segment of another owner, or of an earlier life of this one, that ends where this one ends
    /// holds the same: both were made of the same log by the same rules. Should limits have changed
    /// in between, profiles may have been added up in one that stand apart in the other: the sums
    /// and the ids of retries are the same, and the segment that is there counts.
    @Override
    public CutOutcome commit(SegmentContent content) throws IOException {
        Written known = written;
        byte[] bytes = known != null && known.isOf(content) ? known.bytes : writer.write(content);
        written = new Written(content, bytes);
        CommitOutcome outcome = chain.commit(bytes);
        written = null;
        return switch (outcome) {
            case CommitOutcome.Committed _ -> new CutOutcome.Committed(bytes.length);
            case CommitOutcome.TakenByAnother(long end) when end == content.end() ->
                    new CutOutcome.Committed(bytes.length);
            case CommitOutcome.TakenByAnother(long end) ->
                    new CutOutcome.Superseded(
                            "another segment begins at %d and ends at %d (expected %d)"
                                    .formatted(content.start(), end, content.end()));
            case CommitOutcome.BelowFloor(long floor) ->
                    new CutOutcome.Superseded(
                            "segment begins at %d (expected at least %d, the floor)"
                                    .formatted(content.start(), floor));
        };
    }
}
