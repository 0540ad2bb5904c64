// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.BindableService;

/// A gRPC service as the server mounts it: each of its methods answers at `POST
/// /<package>.<Service>/<Method>`; unary ones by Connect, gRPC and gRPC-Web, streaming ones by gRPC
/// and gRPC-Web.
///
/// Methods run on virtual threads and may block. [io.grpc.Context] carries the tenant or tenants
/// ([CurrentTenant]), the caller's [ClientCapabilities], and is cancelled when the caller goes away
/// or the deadline passes.
///
/// @param service the service
/// @param access who may call
/// @param interruptible whether the thread of a cancelled call is interrupted as well. Not for what
///   writes: an interrupt closes the [java.nio.channels.FileChannel] that a thread works on
/// @param others who answers requests at its paths that are neither gRPC nor gRPC-Web
public record RpcService(
        BindableService service, Route.Access access, boolean interruptible, Others others) {

    /// Who answers what is neither gRPC nor gRPC-Web.
    public enum Others {
        /// Connect; the service's messages are protobuf's.
        CONNECT,
        /// The plain [Route] of the same path. The service's messages may be of any kind.
        ROUTES
    }

    /// A service that writes, and whose paths are those of plain routes too.
    public static RpcService besideRoutes(BindableService service) {
        return new RpcService(service, Route.Access.TENANT, false, Others.ROUTES);
    }

    /// A service that only reads, for one tenant or several at once: its calls are interrupted when
    /// they are cancelled.
    public static RpcService reading(BindableService service) {
        return new RpcService(service, Route.Access.TENANTS, true, Others.CONNECT);
    }

    /// A service that writes: its calls are left to finish.
    public static RpcService writing(BindableService service) {
        return new RpcService(service, Route.Access.TENANT, false, Others.CONNECT);
    }

    /// A service for anybody, without a tenant.
    public static RpcService open(BindableService service) {
        return new RpcService(service, Route.Access.PUBLIC, false, Others.CONNECT);
    }
}
