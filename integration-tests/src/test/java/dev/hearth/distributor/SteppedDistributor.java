// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.log.LogProducer;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.ring.Placer;
import dev.hearth.rpc.RemoteAppend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;

/// What a distributor does with batches once they are checked, by a clock that somebody else turns.
@NullMarked
public final class SteppedDistributor {

    private final BatchSink sink;

    /// @param placer says which partitions to try
    /// @param owners asks their owners
    /// @param timeout how long one owner may take
    /// @param nanoTime a clock that nobody sets
    public SteppedDistributor(
            Placer placer, RemoteAppend owners, Duration timeout, LongSupplier nanoTime) {
        sink =
                new PlacedSink(
                        placer,
                        _ -> Spread.USUAL,
                        owners,
                        timeout,
                        new SimpleMeterRegistry(),
                        nanoTime);
    }

    /// @param log where batches go
    /// @param sizes how many partitions it had of late
    /// @param around does what has to be done before, given what appends
    public SteppedDistributor(LogProducer log, TopicSizes sizes, UnaryOperator<BatchSink> around) {
        sink = around.apply(new ProducingSink(log, new HashedChoice(), _ -> Spread.USUAL, sizes));
    }

    /// Makes a batch durable.
    ///
    /// @throws IOException if it is not known to be
    public void push(TenantId tenant, ProfileBatch batch) throws IOException {
        sink.append(tenant, List.of(batch));
    }
}
