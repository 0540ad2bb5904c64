// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.internal.v1.FlushRequest;
import dev.hearth.proto.hearth.internal.v1.FlushResponse;
import dev.hearth.proto.hearth.internal.v1.HeadServiceGrpc;
import dev.hearth.proto.hearth.internal.v1.KnownEndsRequest;
import dev.hearth.proto.hearth.internal.v1.QueryHeadRequest;
import dev.hearth.proto.hearth.internal.v1.QueryStoredRequest;
import dev.hearth.proto.hearth.internal.v1.StoredServiceGrpc;
import dev.hearth.proto.hearth.internal.v1.Tolerance;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.RemoteReader;
import dev.hearth.query.Repeats;
import dev.hearth.query.SourceFailures;
import dev.hearth.query.StoredPart;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The other processes of a cluster, as this one asks them. Safe for many threads.
///
/// An owner that is not there, and is the only one, is asked again some times, with growing waits.
/// All calls end at the deadline of the work that they are for, and when it is cancelled; the other
/// process then stops, too.
public final class Peers implements RemoteAppend, Closeable {

    private final ChannelPool channels;
    private final PeerMetrics metrics;
    private final PeerCall call;

    /// Connects to nobody yet.
    ///
    /// @throws IOException if a file of TLS cannot be used
    public Peers(RpcClientConfig config, MeterRegistry meters) throws IOException {
        this.channels = new ChannelPool(config, System::nanoTime);
        this.metrics = new PeerMetrics(meters, channels);
        this.call = new PeerCall(config, metrics);
    }

    /// A process that reads the object store.
    ///
    /// @param address where it listens, host and port
    public RemoteReader reader(String address) {
        return new Reader(address);
    }

    /// A process as the owner of a partition.
    ///
    /// @param address where it listens, host and port
    /// @param isOnly whether no other owner can be asked: then it is asked again and again while it
    ///   is not there
    public RemoteOwner owner(String address, String partition, boolean isOnly) {
        return new Owner(address, partition, isOnly);
    }

    /// Has a process bring into segments what was acknowledged before the call.
    ///
    /// @param address where it listens, host and port
    /// @return for each partition that it owns the end of its chain
    /// @throws IOException if it cannot be asked, or some of it could not be stored
    public Map<String, Long> flush(String address, Duration timeout) throws IOException {
        Cancellation cancellation = Cancellation.after(timeout);
        FlushResponse response;
        try {
            response =
                    HeadServiceGrpc.newBlockingStub(channels.channel(address))
                            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                            .flush(FlushRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            throw FailureCodec.decode(address, e, cancellation);
        }
        Map<String, Long> ends = new TreeMap<>();
        response.getPartitionsList().forEach(p -> ends.put(p.getPartition(), p.getPosition()));
        return ends;
    }

    /// Has a process bring into segments what it holds of a partition, and tell where they end.
    ///
    /// @param address where it listens, host and port
    /// @return as [PartitionFlush#knownEnds]
    /// @throws IOException if it cannot be asked, or some of it could not be stored
    public List<Long> knownEnds(String address, String partition, Duration timeout)
            throws IOException {
        Cancellation cancellation = Cancellation.after(timeout);
        try {
            return HeadServiceGrpc.newBlockingStub(channels.channel(address))
                    .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .knownEnds(KnownEndsRequest.newBuilder().setPartition(partition).build())
                    .getEndsList();
        } catch (StatusRuntimeException e) {
            throw FailureCodec.decode(address, e, cancellation);
        }
    }

    /// Has a process append to a partition that it owns.
    @Override
    public AppendOutcome append(String address, Append append, Duration timeout) {
        long start = System.nanoTime();
        AppendOutcome outcome = new AppendCall().ask(channels.channel(address), append, timeout);
        metrics.appended(outcome, Duration.ofNanos(System.nanoTime() - start));
        return outcome;
    }

    /// Ends all calls.
    @Override
    public void close() {
        channels.close();
    }

    private static Tolerance tolerance(SourceFailures failures) {
        return Tolerance.newBuilder()
                .setUnreadable(failures.mayLack())
                .setGone(failures.mayLackGone())
                .build();
    }

    private final class Reader implements RemoteReader {

        private final String address;

        Reader(String address) {
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public <A> A ask(
                TenantId tenant,
                List<StoredPart> parts,
                Question<A> question,
                SourceFailures failures,
                Cancellation cancellation)
                throws IOException {
            QueryStoredRequest.Builder request =
                    QueryStoredRequest.newBuilder()
                            .setTenant(tenant.value())
                            .setQuestion(QuestionCodec.encode(question))
                            .setTolerance(tolerance(failures));
            parts.forEach(part -> request.addParts(message(part)));
            ManagedChannel channel = channels.channel(address);
            return call.ask(
                    new PeerCall.Asked<>("stored", address, false, question, failures),
                    nanos ->
                            StoredServiceGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                                    .queryStored(request.build()),
                    cancellation);
        }

        private static dev.hearth.proto.hearth.internal.v1.StoredPart message(StoredPart part) {
            dev.hearth.proto.hearth.internal.v1.StoredPart.Builder message =
                    dev.hearth.proto.hearth.internal.v1.StoredPart.newBuilder();
            if (!(part.repeats() instanceof Repeats.None)) {
                message.setRepeats(RepeatsCodec.encode(part.repeats()));
            }
            return message.setKind(
                            switch (part.kind()) {
                                case BLOCK ->
                                        dev.hearth.proto.hearth.internal.v1.StoredPart.Kind
                                                .KIND_BLOCK;
                                case SEGMENT ->
                                        dev.hearth.proto.hearth.internal.v1.StoredPart.Kind
                                                .KIND_SEGMENT;
                            })
                    .setName(part.name())
                    .addAllHidden(SelectionCodec.encode(part.hidden()))
                    .build();
        }
    }

    private final class Owner implements RemoteOwner {

        private final String address;
        private final String partition;
        private final boolean isOnly;

        Owner(String address, String partition, boolean isOnly) {
            this.address = address;
            this.partition = partition;
            this.isOnly = isOnly;
        }

        @Override
        public String partition() {
            return partition;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public <A> A ask(
                TenantId tenant,
                long fromPosition,
                HiddenTimes hidden,
                Repeats repeats,
                Question<A> question,
                SourceFailures failures,
                Cancellation cancellation)
                throws IOException {
            QueryHeadRequest.Builder message = QueryHeadRequest.newBuilder();
            if (!(repeats instanceof Repeats.None)) {
                message.setRepeats(RepeatsCodec.encode(repeats));
            }
            QueryHeadRequest request =
                    message.setTenant(tenant.value())
                            .setPartition(partition)
                            .setFromPosition(fromPosition)
                            .addAllHidden(SelectionCodec.encode(hidden))
                            .setQuestion(QuestionCodec.encode(question))
                            .setTolerance(tolerance(failures))
                            .build();
            ManagedChannel channel = channels.channel(address);
            return call.ask(
                    new PeerCall.Asked<>("head", address, isOnly, question, failures),
                    nanos ->
                            HeadServiceGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                                    .queryHead(request),
                    cancellation);
        }
    }
}
