// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.FlushRequest;
import dev.hearth.proto.hearth.internal.v1.FlushResponse;
import dev.hearth.proto.hearth.internal.v1.FlushedPartition;
import dev.hearth.proto.hearth.internal.v1.HeadServiceGrpc;
import dev.hearth.proto.hearth.internal.v1.KnownEndsRequest;
import dev.hearth.proto.hearth.internal.v1.KnownEndsResponse;
import dev.hearth.proto.hearth.internal.v1.QueryHeadRequest;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingSource;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Repeats;
import dev.hearth.query.Selection;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `hearth.internal.v1.HeadService`: answers for the partitions that this process owns.
final class HeadQueries extends HeadServiceGrpc.HeadServiceImplBase {

    private final Supplier<List<PartitionOwner>> owners;
    private final PartitionFlush flush;
    private final AnsweredParts answers;

    HeadQueries(
            Supplier<List<PartitionOwner>> owners, PartitionFlush flush, AnsweredParts answers) {
        this.owners = owners;
        this.flush = flush;
        this.answers = answers;
    }

    @Override
    public void queryHead(QueryHeadRequest request, StreamObserver<AnswerChunk> observer) {
        answers.answer(
                new AnsweredParts.Asked(
                        "head",
                        request,
                        request.getTenant(),
                        request.getQuestion(),
                        request.getTolerance()),
                (tenant, question, _) -> sources(request, tenant, question.selection()),
                observer);
    }

    private List<ProfileSource> sources(
            QueryHeadRequest request, TenantId tenant, Selection selection) throws IOException {
        HiddenTimes hidden = SelectionCodec.decode(request.getHiddenList());
        Repeats repeats = RepeatsCodec.decode(request.getRepeats());
        for (PartitionOwner owner : owners.get()) {
            if (owner.partition().equals(request.getPartition())) {
                List<ProfileSource> sources =
                        owner.read(tenant, request.getFromPosition()).stream()
                                .map(source -> HidingSource.over(source, hidden))
                                .toList();
                return repeats.over(sources, selection);
            }
        }
        throw new PartitionMovedException(request.getPartition());
    }

    @Override
    public void flush(FlushRequest request, StreamObserver<FlushResponse> observer) {
        Map<String, Long> flushed;
        try {
            flushed = flush.flush();
        } catch (IOException | RuntimeException e) {
            observer.onError(FailureCodec.status(e));
            return;
        }
        FlushResponse.Builder response = FlushResponse.newBuilder();
        flushed.forEach((partition, position) ->
                response.addPartitions(
                        FlushedPartition.newBuilder()
                                .setPartition(partition)
                                .setPosition(position)));
        observer.onNext(response.build());
        observer.onCompleted();
    }

    @Override
    public void knownEnds(KnownEndsRequest request, StreamObserver<KnownEndsResponse> observer) {
        List<Long> ends;
        try {
            ends = flush.knownEnds(request.getPartition());
        } catch (IOException | RuntimeException e) {
            observer.onError(FailureCodec.status(e));
            return;
        }
        observer.onNext(KnownEndsResponse.newBuilder().addAllEnds(ends).build());
        observer.onCompleted();
    }
}
