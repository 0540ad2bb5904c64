// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.model.TenantId;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PushResponse;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.types.v1.LabelPair;
import dev.hearth.server.CurrentTenant;
import io.grpc.stub.StreamObserver;

/// Pushes the profiles of this process to the push service in it, by a call instead of a request.
final class SelfPush implements SelfProfileSink {

    private static final String SERVICE = "hearth";

    private final PusherServiceGrpc.PusherServiceImplBase service;
    private final TenantId tenant;

    SelfPush(PusherServiceGrpc.PusherServiceImplBase service, TenantId tenant) {
        this.service = service;
        this.tenant = tenant;
    }

    @Override
    public void push(SelfProfile profile) throws Exception {
        PushRequest request =
                PushRequest.newBuilder()
                        .addSeries(
                                RawProfileSeries.newBuilder()
                                        .addLabels(label("__name__", profile.name()))
                                        .addLabels(label("service_name", SERVICE))
                                        .addSamples(
                                                RawSample.newBuilder()
                                                        .setRawProfile(
                                                                profile.pprof().toByteString())))
                        .build();
        Answer answer = new Answer();
        CurrentTenant.call(
                tenant,
                () -> {
                    service.push(request, answer);
                    return answer;
                });
        answer.check();
    }

    private static LabelPair label(String name, String value) {
        return LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    /// Keeps the error of a call that is over when it returns.
    private static final class Answer implements StreamObserver<PushResponse> {

        private @org.jspecify.annotations.Nullable Throwable error;

        @Override
        public void onNext(PushResponse response) {}

        @Override
        public void onError(Throwable failure) {
            error = failure;
        }

        @Override
        public void onCompleted() {}

        void check() throws Exception {
            if (error instanceof Exception failure) {
                throw failure;
            }
        }
    }
}
