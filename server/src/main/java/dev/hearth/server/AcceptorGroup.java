// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The thread that accepts connections. Armeria stops it with Netty's quiet period of two seconds;
/// this one stops at once, because the port is closed by then.
final class AcceptorGroup extends MultiThreadIoEventLoopGroup {

    private AcceptorGroup(IoHandlerFactory handlers) {
        super(1, new DefaultThreadFactory("accept", true), handlers);
    }

    /// A group for the transport that Armeria has chosen.
    static EventLoopGroup create() {
        TransportType transport = Flags.transportType();
        if (transport == TransportType.EPOLL) {
            return new AcceptorGroup(EpollIoHandler.newFactory());
        }
        return transport == TransportType.NIO
                ? new AcceptorGroup(NioIoHandler.newFactory())
                : EventLoopGroups.newEventLoopGroup(1, "accept", true);
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
