// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.query.AddressNames;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.StoredParts;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/// Builds what [RpcServer] serves: the answers to the questions of other processes. One for a
/// process.
public final class QuestionServices {

    /// Questions that may wait for each that is answered.
    private static final int WAITING = 16;

    private final AnsweredParts answers;

    /// @param engine answers the questions
    /// @param names names addresses that came without names
    /// @param maxConcurrent questions that are answered at a time
    public QuestionServices(
            QueryEngine engine, AddressNames names, int maxConcurrent, MeterRegistry meters) {
        QuestionGate gate = new QuestionGate(maxConcurrent, WAITING * maxConcurrent);
        this.answers = new AnsweredParts(engine, names, gate, new AnswerMetrics(meters, gate));
    }

    /// Answers for the partitions that this process owns.
    ///
    /// @param owners the owners in this process, as of now, each time they are needed
    public BindableService heads(Supplier<List<PartitionOwner>> owners, PartitionFlush flush) {
        return new HeadQueries(owners, flush, answers);
    }

    /// Answers for what is in the object store.
    public BindableService stored(StoredParts stored) {
        return new StoredQueries(stored, answers);
    }
}
