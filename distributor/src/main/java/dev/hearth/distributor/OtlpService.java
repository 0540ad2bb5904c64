// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.proto.otlp.collector.v1development.ProfilesServiceGrpc;
import dev.hearth.server.CurrentTenant;
import dev.hearth.server.UnaryAnswer;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// `ProfilesService` of OTLP by gRPC. Its messages are bytes here: the decoder reads a request
/// where it lies, and no objects are made of it.
final class OtlpService implements BindableService {

    private static final String METHOD = "Export";

    private final OtlpExport exports;

    OtlpService(OtlpExport exports) {
        this.exports = exports;
    }

    @Override
    public ServerServiceDefinition bindService() {
        MethodDescriptor<byte[], byte[]> export =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodType.UNARY)
                        .setFullMethodName(
                                MethodDescriptor.generateFullMethodName(
                                        ProfilesServiceGrpc.SERVICE_NAME, METHOD))
                        .setRequestMarshaller(new Bytes())
                        .setResponseMarshaller(new Bytes())
                        .build();
        return ServerServiceDefinition.builder(ProfilesServiceGrpc.SERVICE_NAME)
                .addMethod(export, ServerCalls.asyncUnaryCall(this::export))
                .build();
    }

    private void export(byte[] body, StreamObserver<byte[]> observer) {
        UnaryAnswer.send(
                observer,
                () ->
                        exports.export(CurrentTenant.get(), body, Context.current()::isCancelled)
                                .toByteArray());
    }

    /// Messages as they are on the wire.
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("the message could not be read")
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }
}
