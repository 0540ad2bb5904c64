// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.ChainView;
import dev.hearth.block.CommitOutcome;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentContent;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.SegmentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The chain of segments in an object store.
final class StoredChain implements Chain {

    private final SegmentChain chain;
    private final SegmentReader reader;
    private final SegmentWriter writer = new SegmentWriter();

    StoredChain(SegmentChain chain, SegmentReader reader) {
        this.chain = chain;
        this.reader = reader;
    }

    @Override
    public ChainState read() throws IOException {
        ChainView view = chain.resynchronize();
        List<SegmentContent.RetryId> ids = new ArrayList<>();
        for (ChainView.Segment segment : view.segments()) {
            ids.addAll(reader.retryIds(segment.key()));
        }
        return new ChainState(view.end(), ids);
    }

    /// A segment of another owner that ends where this one ends holds the same: both were made of
    /// the same log by the same rules.
    @Override
    public CutOutcome commit(SegmentContent content) throws IOException {
        byte[] bytes = writer.write(content);
        return switch (chain.commit(bytes)) {
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
