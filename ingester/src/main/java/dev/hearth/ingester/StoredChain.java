// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.ChainView;
import dev.hearth.block.CommitOutcome;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentContent;
import dev.hearth.block.SegmentContent.RetryId;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.SegmentWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The chain of a partition in an object store.
final class StoredChain implements Chain {

    private final SegmentChain chain;
    private final SegmentReader reader;
    private final SegmentWriter writer = new SegmentWriter();
    private final long retryWindowMillis;

    StoredChain(SegmentChain chain, SegmentReader reader, Duration retryWindow) {
        this.chain = chain;
        this.reader = reader;
        this.retryWindowMillis = retryWindow.toMillis();
    }

    @Override
    public ChainState read() throws IOException {
        ChainView view = chain.resynchronize();
        return new ChainState(view.end(), recentIds(view));
    }

    /// Reads the ids of the last segments, back to the first that is wholly older than the retry
    /// window.
    private List<RetryId> recentIds(ChainView view) throws IOException {
        List<List<RetryId>> newestFirst = new ArrayList<>();
        long newest = Long.MIN_VALUE;
        for (ChainView.Segment segment : view.segments().reversed()) {
            List<RetryId> ids = reader.retryIds(segment.key());
            long latest = Long.MIN_VALUE;
            for (RetryId id : ids) {
                latest = Math.max(latest, id.appendMillis());
            }
            newest = Math.max(newest, latest);
            if (!ids.isEmpty() && newest - latest > retryWindowMillis) {
                break;
            }
            newestFirst.add(ids);
        }
        List<RetryId> ids = new ArrayList<>();
        newestFirst.reversed().forEach(ids::addAll);
        return ids;
    }

    @Override
    public CutOutcome commit(SegmentContent content) throws IOException {
        byte[] segment = writer.write(content);
        return switch (chain.commit(segment)) {
            case CommitOutcome.Committed _ -> new CutOutcome.Committed(segment.length);
            case CommitOutcome.TakenByAnother(long end) ->
                    new CutOutcome.Superseded(
                            "another segment goes from %d to %d (expected end %d)"
                                    .formatted(content.start(), end, content.end()));
            case CommitOutcome.BelowFloor(long floor) ->
                    new CutOutcome.Superseded(
                            "segment starts at %d (expected the floor, %d, or more)"
                                    .formatted(content.start(), floor));
        };
    }
}
