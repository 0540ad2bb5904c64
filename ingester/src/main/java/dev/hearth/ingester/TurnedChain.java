// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// A chain whose segments are written in turn with those of other partitions: one that is being
/// written takes about as much memory as its head.
final class TurnedChain implements Chain {

    private final Chain chain;
    private final ReentrantLock turn;

    /// @param turn the same for all partitions; held while a segment is made and put
    TurnedChain(Chain chain, ReentrantLock turn) {
        this.chain = chain;
        this.turn = turn;
    }

    @Override
    public ChainState read() throws IOException {
        return chain.read();
    }

    @Override
    public long end() throws IOException {
        return chain.end();
    }

    @Override
    public long floor() throws IOException {
        return chain.floor();
    }

    @Override
    public CutOutcome commitGap(long from, long to) throws IOException {
        return chain.commitGap(from, to);
    }

    @Override
    public CutOutcome commit(SegmentContent content) throws IOException {
        turn.lock();
        try {
            return chain.commit(content);
        } finally {
            turn.unlock();
        }
    }
}
