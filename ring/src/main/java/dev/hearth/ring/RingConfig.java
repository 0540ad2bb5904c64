// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.disk.Disk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What an operator can set on rings. Checked when it is made; nothing is opened before one of the
/// methods is called.
public final class RingConfig {

    private final Settings settings;
    private final RingFlags.StoreKind kind;
    private final LifecycleTimes times;
    private final ConsulConfig consul;
    private final List<JoinAddress> join;

    private RingConfig(Settings settings, boolean needsOthers) {
        this.settings = settings;
        this.kind = kind(settings, needsOthers);
        this.times =
                new LifecycleTimes(
                        settings.get(RingFlags.HEARTBEAT_PERIOD),
                        settings.get(RingFlags.HEARTBEAT_TIMEOUT),
                        settings.get(GossipFlags.LEFT_TIMEOUT));
        this.consul =
                new ConsulConfig(
                        ConsulConfig.url(settings.get(RingFlags.CONSUL_HOSTNAME)),
                        settings.get(RingFlags.CONSUL_TOKEN),
                        settings.get(RingFlags.PREFIX),
                        settings.get(RingFlags.CONSUL_TIMEOUT),
                        settings.get(RingFlags.CONSUL_CONSISTENT),
                        settings.get(RingFlags.CONSUL_RETRY_DELAY),
                        settings.get(RingFlags.CONSUL_WATCH_RATE));
        List<String> bind = settings.get(GossipFlags.BIND_ADDR);
        if (bind.size() > 1) {
            throw new IllegalArgumentException(
                    "-memberlist.bind-addr is %s (expected one address, or none for all)"
                            .formatted(bind));
        }
        this.join = settings.get(GossipFlags.JOIN).stream().map(JoinAddress::parse).toList();
    }

    private static RingFlags.StoreKind kind(Settings settings, boolean needsOthers) {
        RingFlags.StoreKind given = settings.get(RingFlags.STORE);
        if (!needsOthers || given != RingFlags.StoreKind.INMEMORY) {
            return given;
        }
        if (settings.isSet(RingFlags.STORE)) {
            throw new IllegalArgumentException(
                    "%s is inmemory (expected memberlist or consul: the components of a cluster have to find each other)"
                            .formatted(RingFlags.STORE));
        }
        return RingFlags.StoreKind.MEMBERLIST;
    }

    /// The flags that [#from] reads.
    public static List<Flag<?>> flags() {
        List<Flag<?>> all = new ArrayList<>(RingFlags.all());
        all.addAll(GossipFlags.all());
        return all;
    }

    /// Reads the settings.
    ///
    /// @param needsOthers whether this process is one of several: then rings are kept by gossip
    ///   unless something else is set
    /// @throws ConfigException if a value makes no sense
    public static RingConfig from(Settings settings, boolean needsOthers) throws ConfigException {
        try {
            return new RingConfig(settings, needsOthers);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /// Whether other processes see the same rings: components that run in several processes need
    /// that.
    public boolean isShared() {
        return kind != RingFlags.StoreKind.INMEMORY;
    }

    /// How often members say that they are there, and what silence means.
    public LifecycleTimes times() {
        return times;
    }

    /// Who this process is: its name is read from the data folder, or made up and written there.
    ///
    /// @param dataDir the data folder
    /// @param grpcPort where its gRPC listens
    /// @throws IOException if the name cannot be read or written, or no address is found
    public Instance instance(Disk disk, Path dataDir, int grpcPort, RandomGenerator random)
            throws IOException {
        String given = settings.get(RingFlags.INSTANCE_ID);
        String id =
                given.isEmpty()
                        ? InstanceFile.open(disk, dataDir, Addresses.host(), random)
                        : given;
        int port = settings.get(RingFlags.INSTANCE_PORT);
        String host = settings.get(RingFlags.INSTANCE_ADDR);
        if (host.isEmpty()) {
            host = own().getHostAddress();
        }
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return new Instance(
                id,
                bracketed + ":" + (port == 0 ? grpcPort : port),
                settings.get(RingFlags.INSTANCE_ZONE));
    }

    private InetAddress own() throws IOException {
        return Addresses.own(settings.get(RingFlags.INSTANCE_INTERFACES));
    }

    /// Opens the store. With gossip this takes a second or two.
    ///
    /// @param self this process
    /// @param random safe for many threads
    /// @throws IOException if gossip cannot listen, or finds nobody and that is not allowed; Consul
    ///   may be away
    public RingStore open(Instance self, InstantSource clock, RandomGenerator random)
            throws IOException {
        return switch (kind) {
            case INMEMORY -> new MemoryRingStore();
            case CONSUL -> new ConsulRingStore(consul, clock, random);
            case MEMBERLIST -> new GossipRingStore(gossip(self), clock, random);
        };
    }

    private GossipConfig gossip(Instance self) throws IOException {
        List<String> given = settings.get(GossipFlags.BIND_ADDR);
        String bind = given.isEmpty() ? "" : given.getFirst();
        boolean isAll = bind.isEmpty() || InetAddress.getByName(bind).isAnyLocalAddress();
        InetAddress local = isAll ? own() : InetAddress.getByName(bind);
        String advertise = settings.get(GossipFlags.ADVERTISE_ADDR);
        String name = settings.get(GossipFlags.NODE_NAME);
        String label = settings.get(GossipFlags.CLUSTER_LABEL);
        return new GossipConfig(
                settings.get(RingFlags.PREFIX) + label,
                name.isEmpty() ? self.id() : name,
                local,
                isAll,
                settings.get(GossipFlags.BIND_PORT),
                advertise.isEmpty() ? local : InetAddress.getByName(advertise),
                settings.get(GossipFlags.ADVERTISE_PORT),
                join,
                settings.get(GossipFlags.ABORT_IF_JOIN_FAILS),
                settings.get(GossipFlags.MAX_JOIN_RETRIES),
                settings.get(GossipFlags.MIN_JOIN_BACKOFF),
                settings.get(GossipFlags.SYNC_INTERVAL),
                times.forgetAfter());
    }
}
