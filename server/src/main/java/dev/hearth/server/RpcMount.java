// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Mounts gRPC services: Armeria's service for gRPC and gRPC-Web, and [RpcGate] before it.
record RpcMount(
        ServerConfig config,
        Limits limits,
        Tenancy tenancy,
        Admission admission,
        RequestMetrics metrics) {

    void mount(
            ServerBuilder builder, String prefix, List<RpcService> services, RequestRunner runner) {
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
        Map<String, RpcMethod> methods = new HashMap<>();
        for (RpcService service : services) {
            ServerServiceDefinition definition = service.service().bindService();
            GrpcGuard guard = new GrpcGuard(service, tenancy, admission, metrics);
            grpc.addService(
                    prefix + "/" + definition.getServiceDescriptor().getName(),
                    ServerInterceptors.intercept(definition, guard));
            for (ServerMethodDefinition<?, ?> method : definition.getMethods()) {
                boolean unary = method.getMethodDescriptor().getType() == MethodType.UNARY;
                methods.put(
                        prefix + "/" + method.getMethodDescriptor().getFullMethodName(),
                        new RpcMethod(
                                unary ? new ConnectMethod(method) : null,
                                service.access(),
                                service.interruptible()));
            }
        }
        GrpcService built = grpc.build();
        RpcGate gate =
                new RpcGate(built, methods, runner, tenancy, limits, config.requestTimeout());
        builder.service(built, _ -> gate);
    }
}
