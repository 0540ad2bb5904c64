// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.Map;

/// Mounts gRPC services: Armeria's service for gRPC and gRPC-Web, and [RpcGate] before it.
record RpcMount(
        ServerConfig config,
        Limits limits,
        Tenancy tenancy,
        Admission admission,
        RequestMetrics metrics,
        ByteBudget budget) {

    /// @param routes answers what is no RPC
    void mount(
            ServerBuilder builder, Endpoints endpoints, RequestRunner runner, HttpService routes) {
        String prefix = config.listen().pathPrefix();
        int maxMessage = Math.toIntExact(Dispatcher.bodyLimit(limits.of(TenantId.ANONYMOUS)));
        GrpcServiceBuilder grpc =
                GrpcService.builder()
                        .supportedSerializationFormats(
                                GrpcSerializationFormats.PROTO,
                                GrpcSerializationFormats.PROTO_WEB,
                                GrpcSerializationFormats.PROTO_WEB_TEXT)
                        .maxRequestMessageLength(maxMessage)
                        .useClientTimeoutHeader(true)
                        .useBlockingTaskExecutor(true);
        GrpcGuard.TooLarge tooLarge = new GrpcGuard.TooLarge(endpoints, maxMessage);
        Map<String, RpcMethod> methods = new HashMap<>();
        for (RpcService service : endpoints.services()) {
            ServerServiceDefinition definition = service.service().bindService();
            GrpcGuard guard = new GrpcGuard(service, tenancy, admission, metrics, tooLarge);
            grpc.addService(
                    prefix + "/" + definition.getServiceDescriptor().getName(),
                    ServerInterceptors.intercept(weighed(service, definition), guard));
            for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
                boolean isConnect =
                        method.getMethodDescriptor().getType() == MethodType.UNARY
                                && service.others() == RpcService.Others.CONNECT;
                String path = "/" + method.getMethodDescriptor().getFullMethodName();
                methods.put(
                        prefix + path,
                        new RpcMethod(
                                path,
                                isConnect ? new ConnectMethod(method) : null,
                                service.access(),
                                service.interruptible(),
                                service.others()));
            }
        }
        GrpcService built = grpc.build();
        RpcGate gate =
                new RpcGate(built, routes, endpoints, methods, runner, tenancy, limits, config);
        builder.service(built, _ -> gate);
    }

    /// The service with its messages weighed before they are parsed, if they are protobuf's.
    private ServerServiceDefinition weighed(
            RpcService service, ServerServiceDefinition definition) {
        if (service.others() != RpcService.Others.CONNECT) {
            return definition;
        }
        Map<String, Descriptor> requests = new HashMap<>();
        for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
            if (method.getMethodDescriptor().getRequestMarshaller()
                            instanceof PrototypeMarshaller<?> marshaller
                    && marshaller.getMessagePrototype() instanceof Message request) {
                requests.put(
                        method.getMethodDescriptor().getFullMethodName(),
                        request.getDescriptorForType());
            }
        }
        return ServerInterceptors.intercept(
                ServerInterceptors.useMarshalledMessages(definition, GrpcMessageBudget.BYTES),
                new GrpcMessageBudget(budget, requests));
    }
}
