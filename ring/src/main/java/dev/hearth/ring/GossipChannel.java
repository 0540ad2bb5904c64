// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The group of all processes that gossip, over TCP, one port each.
///
/// Whoever finds nobody at the start makes a group of its own; groups that can reach each other
/// become one within some seconds. A process whose connection breaks is left out at once if it does
/// not answer, one that is silent after some seconds.
final class GossipChannel implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(GossipChannel.class);

    private static final long JOIN_TIMEOUT_MILLIS = 1000;
    private static final long SILENCE_MILLIS = 8000;
    private static final long SILENCE_CHECK_MILLIS = 2000;
    private static final long MERGE_MIN_MILLIS = 500;
    private static final long MERGE_MAX_MILLIS = 1500;
    private static final long VERIFY_MILLIS = 1000;
    private static final int CONNECT_MILLIS = 1000;
    private static final int MAX_JOIN_ATTEMPTS = 8;

    private final GossipConfig config;
    private final JChannel channel;

    /// @param receiver told of messages and of who is in the group
    /// @throws IOException if it cannot listen
    GossipChannel(GossipConfig config, Receiver receiver) throws IOException {
        this.config = config;
        try {
            this.channel = new JChannel(protocols(config));
            channel.setName(config.name());
            channel.setDiscardOwnMessages(true);
            channel.setReceiver(receiver);
        } catch (Exception e) {
            throw failed(config, e);
        }
    }

    private static Protocol[] protocols(GossipConfig config) {
        TCP tcp = new TCP();
        tcp.setBindAddress(config.bind()).setBindPort(config.bindPort()).setPortRange(0);
        tcp.setBindToAllInterfaces(config.allInterfaces());
        if (!config.advertise().equals(config.bind())) {
            tcp.setExternalAddr(config.advertise());
        }
        if (config.advertisePort() > 0 && config.advertisePort() != config.bindPort()) {
            tcp.setExternalPort(config.advertisePort());
        }
        tcp.setSockConnTimeout(CONNECT_MILLIS);
        tcp.enableSuspectEvents(true);
        return new Protocol[] {
            tcp,
            new JoinDiscovery(config.join()),
            new MERGE3().setMinInterval(MERGE_MIN_MILLIS).setMaxInterval(MERGE_MAX_MILLIS),
            new FD_ALL3().setTimeout(SILENCE_MILLIS).setInterval(SILENCE_CHECK_MILLIS),
            new VERIFY_SUSPECT2().setTimeout(VERIFY_MILLIS),
            new NAKACK2().useMcastXmit(false),
            new UNICAST3(),
            new STABLE(),
            new GMS()
                    .setJoinTimeout(JOIN_TIMEOUT_MILLIS)
                    .setMaxJoinAttempts(MAX_JOIN_ATTEMPTS)
                    .printLocalAddress(false),
            new FRAG4()
        };
    }

    /// Joins the group, or makes one.
    ///
    /// @throws IOException if it cannot listen
    void connect() throws IOException {
        try {
            channel.connect(config.cluster());
        } catch (Exception e) {
            channel.close();
            throw failed(config, e);
        }
    }

    private static IOException failed(GossipConfig config, Exception cause) {
        return new IOException(
                "gossip cannot listen at %s:%d (-memberlist.bind-addr, -memberlist.bind-port): %s"
                        .formatted(
                                config.bind().getHostAddress(),
                                config.bindPort(),
                                cause.getMessage()),
                cause);
    }

    /// Sends to one member, or to all others if `to` is null. What cannot be sent is lost.
    void send(@Nullable Address to, GossipMessage message) {
        try {
            channel.send(to, message.encode());
        } catch (Exception e) {
            LOGGER.debug("gossip could not be sent", e);
        }
    }

    /// All others in the group; the first is who leads it, unless this process does.
    List<Address> others() {
        View view = channel.getView();
        return view == null
                ? List.of()
                : view.getMembers().stream()
                        .filter(member -> !member.equals(channel.getAddress()))
                        .toList();
    }

    /// Others that were heard of and are not in the group: groups that are about to become one, or
    /// processes that have ended.
    List<Address> strangers() {
        View view = channel.getView();
        if (view == null) {
            return List.of();
        }
        Object known = channel.down(new Event(Event.GET_LOGICAL_PHYSICAL_MAPPINGS, false));
        return known instanceof Map<?, ?> addresses
                ? addresses.keySet().stream()
                        .filter(Address.class::isInstance)
                        .map(Address.class::cast)
                        .filter(address -> !view.containsMember(address))
                        .toList()
                : List.of();
    }

    /// Names and addresses of all in the group, who leads it first.
    List<String> peers() {
        View view = channel.getView();
        List<String> peers = new ArrayList<>();
        for (Address member : view == null ? List.<Address>of() : view.getMembers()) {
            Object address = channel.down(new Event(Event.GET_PHYSICAL_ADDRESS, member));
            peers.add(address == null ? member.toString() : member + " (" + address + ")");
        }
        return peers;
    }

    /// For tests: what the group is made of.
    JChannel inner() {
        return channel;
    }

    @Override
    public void close() {
        channel.close();
    }
}
