// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import org.jspecify.annotations.Nullable;

/// One method of a mounted service.
///
/// @param path where it is called, without the server's prefix
/// @param connect how Connect calls it, null if it cannot
/// @param access who may call
/// @param interruptible whether the thread of a cancelled call is interrupted
/// @param others who answers what is neither gRPC nor gRPC-Web
record RpcMethod(
        String path,
        @Nullable ConnectMethod connect,
        Route.Access access,
        boolean interruptible,
        RpcService.Others others) {}
