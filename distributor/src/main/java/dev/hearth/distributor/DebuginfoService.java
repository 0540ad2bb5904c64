// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.proto.debuginfo.v1alpha1.DebuginfoServiceGrpc;
import dev.hearth.proto.debuginfo.v1alpha1.DeleteDebuginfoRequest;
import dev.hearth.proto.debuginfo.v1alpha1.DeleteDebuginfoResponse;
import dev.hearth.proto.debuginfo.v1alpha1.ListDebuginfoRequest;
import dev.hearth.proto.debuginfo.v1alpha1.ListDebuginfoResponse;
import dev.hearth.proto.debuginfo.v1alpha1.ShouldInitiateUploadRequest;
import dev.hearth.proto.debuginfo.v1alpha1.ShouldInitiateUploadResponse;
import dev.hearth.proto.debuginfo.v1alpha1.UploadFinishedRequest;
import dev.hearth.proto.debuginfo.v1alpha1.UploadFinishedResponse;
import dev.hearth.server.CurrentTenant;
import dev.hearth.symbolizer.DebuginfoException;
import dev.hearth.symbolizer.DebuginfoStore;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `debuginfo.v1alpha1.DebuginfoService`: what clients ask about debug files. The files themselves
/// come through [DebuginfoRoute].
final class DebuginfoService extends DebuginfoServiceGrpc.DebuginfoServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(DebuginfoService.class);

    private final DebuginfoStore store;

    DebuginfoService(DebuginfoStore store) {
        this.store = store;
    }

    @FunctionalInterface
    private interface Question<T> {

        T ask() throws IOException, DebuginfoException;
    }

    @Override
    public void shouldInitiateUpload(
            ShouldInitiateUploadRequest request,
            StreamObserver<ShouldInitiateUploadResponse> observer) {
        answer(
                observer,
                () -> {
                    DebuginfoStore.Invitation invitation =
                            store.begin(CurrentTenant.get(), request.getFile());
                    return ShouldInitiateUploadResponse.newBuilder()
                            .setShouldInitiateUpload(invitation.shouldUpload())
                            .setReason(invitation.reason())
                            .build();
                });
    }

    @Override
    public void uploadFinished(
            UploadFinishedRequest request, StreamObserver<UploadFinishedResponse> observer) {
        answer(
                observer,
                () -> {
                    store.finish(CurrentTenant.get(), request.getGnuBuildId());
                    return UploadFinishedResponse.getDefaultInstance();
                });
    }

    @Override
    public void listDebuginfo(
            ListDebuginfoRequest request, StreamObserver<ListDebuginfoResponse> observer) {
        answer(
                observer,
                () ->
                        ListDebuginfoResponse.newBuilder()
                                .addAllObject(store.list(CurrentTenant.get()))
                                .build());
    }

    @Override
    public void deleteDebuginfo(
            DeleteDebuginfoRequest request, StreamObserver<DeleteDebuginfoResponse> observer) {
        answer(
                observer,
                () -> {
                    store.delete(CurrentTenant.get(), request.getGnuBuildId());
                    return DeleteDebuginfoResponse.getDefaultInstance();
                });
    }

    private static <T> void answer(StreamObserver<T> observer, Question<T> question) {
        T answer;
        try {
            answer = question.ask();
        } catch (DebuginfoException e) {
            observer.onError(status(e).withDescription(e.getMessage()).asRuntimeException());
            return;
        } catch (IOException e) {
            LOG.error("the store of debug files failed", e);
            observer.onError(
                    Status.UNAVAILABLE
                            .withDescription("the store of debug files failed")
                            .asRuntimeException());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private static Status status(DebuginfoException failure) {
        return switch (failure.reason()) {
            case WRONG -> Status.INVALID_ARGUMENT;
            case UNKNOWN -> Status.NOT_FOUND;
            case OUT_OF_ORDER -> Status.FAILED_PRECONDITION;
        };
    }
}
