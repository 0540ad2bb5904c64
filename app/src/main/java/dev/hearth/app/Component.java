// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.RpcService;
import dev.hearth.server.Service;
import io.grpc.BindableService;
import java.util.List;

/// One component as a process runs it.
interface Component {

    /// Which one it is.
    Target target();

    /// What it serves to clients over plain HTTP.
    List<Route> routes();

    /// What it serves to clients over Connect and gRPC.
    default List<RpcService> services() {
        return List.of();
    }

    /// What it serves to other processes of the cluster.
    default List<BindableService> internalServices() {
        return List.of();
    }

    /// What has to be started before the ports open, in this order, and stopped after they closed.
    default List<Service> running() {
        return List.of();
    }

    /// What is started once other processes can reach this one, before clients can; and stopped
    /// while they still can.
    default List<Service> joined() {
        return List.of();
    }

    /// What may keep the process from being ready.
    default List<ReadinessCheck> checks() {
        return List.of();
    }
}
