// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.QueryStoredRequest;
import dev.hearth.proto.hearth.internal.v1.StoredServiceGrpc;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Repeats;
import dev.hearth.query.StoredPart;
import dev.hearth.query.StoredParts;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `hearth.internal.v1.StoredService`: reads the object store for others. It asks nobody itself.
final class StoredQueries extends StoredServiceGrpc.StoredServiceImplBase {

    private final StoredParts stored;
    private final AnsweredParts answers;

    StoredQueries(StoredParts stored, AnsweredParts answers) {
        this.stored = stored;
        this.answers = answers;
    }

    @Override
    public void queryStored(QueryStoredRequest request, StreamObserver<AnswerChunk> observer) {
        answers.answer(
                new AnsweredParts.Asked(
                        "stored",
                        request,
                        request.getTenant(),
                        request.getQuestion(),
                        request.getTolerance()),
                (tenant, _, failures) -> sources(request, tenant, failures),
                observer);
    }

    private List<ProfileSource> sources(
            QueryStoredRequest request, TenantId tenant, ToleratedFailures failures)
            throws IOException {
        List<ProfileSource> sources = new ArrayList<>();
        for (dev.hearth.proto.hearth.internal.v1.StoredPart part : request.getPartsList()) {
            try {
                sources.add(stored.open(tenant, part(part)));
            } catch (IOException e) {
                failures.failed(e);
            }
        }
        return sources;
    }

    private static StoredPart part(dev.hearth.proto.hearth.internal.v1.StoredPart message) {
        StoredPart.Kind kind =
                switch (message.getKind()) {
                    case KIND_BLOCK -> StoredPart.Kind.BLOCK;
                    case KIND_SEGMENT -> StoredPart.Kind.SEGMENT;
                    case KIND_UNSPECIFIED, UNRECOGNIZED ->
                            throw new IllegalArgumentException(
                                    "kind of a stored part is %d"
                                            .formatted(message.getKindValue()));
                };
        HiddenTimes hidden = SelectionCodec.decode(message.getHiddenList());
        Repeats repeats = RepeatsCodec.decode(message.getRepeats());
        return new StoredPart(kind, message.getName(), hidden, repeats);
    }
}
