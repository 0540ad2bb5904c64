// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.compactor.Owners;
import dev.hearth.disk.Disk;
import dev.hearth.distributor.BatchSink;
import dev.hearth.distributor.TopicSizes;
import dev.hearth.log.LogTopic;
import dev.hearth.model.TenantId;
import dev.hearth.querier.Remotes;
import dev.hearth.querier.SegmentCatalog;
import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberRing;
import dev.hearth.ring.Placer;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingConfig;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingStore;
import dev.hearth.rpc.Peers;
import dev.hearth.rpc.RemoteAppend;
import dev.hearth.rpc.RpcClientConfig;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import dev.hearth.server.ring.RingMetrics;
import dev.hearth.server.ring.RingRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The cluster as this process sees it: who it is, the rings, and the clients of the others.
///
/// Nothing is said of this process before a membership begins ([#worker], [OwnerMembership],
/// [KafkaMembership]). Safe for many threads.
public final class Cluster implements Closeable {

    /// How many queriers are asked for one stored object, one after another, before this process
    /// reads it itself.
    private static final int READERS = 3;

    /// Clocks of two processes differ by less.
    public static final Duration CLOCK_SLACK = Duration.ofMinutes(1);

    private final Instance self;
    private final RingStore store;
    private final Map<RingName, Ring> rings = new EnumMap<>(RingName.class);
    private final Peers peers;
    private final LifecycleTimes times;
    private final Path dataDir;
    private final Disk disk;
    private final MeterRegistry meters;
    private final Clock clock;

    private Cluster(
            Instance self,
            RingStore store,
            Peers peers,
            LifecycleTimes times,
            Where where,
            MeterRegistry meters,
            Clock clock) {
        this.self = self;
        this.store = store;
        this.peers = peers;
        this.times = times;
        this.dataDir = where.dataDir();
        this.disk = where.disk();
        this.meters = meters;
        this.clock = clock;
        for (RingName name : RingName.values()) {
            Ring ring = new Ring(name, store, times.heartbeatTimeout(), clock);
            RingMetrics.watch(ring, meters);
            rings.put(name, ring);
        }
        RingMetrics.watch(store, meters);
    }

    /// Where a process keeps what is its own.
    ///
    /// @param disk the file system
    /// @param dataDir its data folder
    public record Where(Disk disk, Path dataDir) {}

    /// Finds out who this process is, and begins to look at the rings.
    ///
    /// @param grpcPort where its port for others listens
    /// @throws IOException if the name of this process, its address or a file of TLS cannot be had,
    ///   or gossip cannot begin
    public static Cluster open(
            RingConfig config,
            RpcClientConfig clients,
            int grpcPort,
            Where where,
            MeterRegistry meters,
            Clock clock)
            throws IOException {
        SecureRandom random = new SecureRandom();
        Instance self = config.instance(where.disk(), where.dataDir(), grpcPort, random);
        Peers peers = new Peers(clients, meters);
        try {
            RingStore store = config.open(self, clock, random);
            return new Cluster(self, store, peers, config.times(), where, meters, clock);
        } catch (IOException | RuntimeException e) {
            peers.close();
            throw e;
        }
    }

    /// The pages that show the rings.
    public List<Route> routes() {
        return new RingRoutes(store, List.copyOf(rings.values())).all();
    }

    /// Says so until the rings were heard of for the first time; never again after that, for what
    /// was known last goes on being used.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of("ring", this::problem);
    }

    private @Nullable String problem() {
        return store.isHeard()
                ? null
                : "nothing was heard of the rings since the start (-ring.store=%s; the log says why)"
                        .formatted(store.kind());
    }

    Instance self() {
        return self;
    }

    RingStore store() {
        return store;
    }

    Path dataDir() {
        return dataDir;
    }

    Disk disk() {
        return disk;
    }

    LifecycleTimes times() {
        return times;
    }

    Ring ring(RingName name) {
        return Objects.requireNonNull(rings.get(name));
    }

    /// What keeps the entry of this process in a ring.
    Lifecycler lifecycler(RingName name) {
        Lifecycler lifecycler = new Lifecycler(name, self, store, times, clock);
        RingMetrics.watch(lifecycler, ring(name), meters);
        return lifecycler;
    }

    /// Lets the entry live until it is closed.
    Heartbeats heartbeats(Lifecycler lifecycler) {
        return new Heartbeats(lifecycler, times.heartbeatPeriod());
    }

    /// This process as one that keeps nothing: it is in the ring from start to stop.
    public Service worker(RingName name) {
        return new WorkerMembership(this, name);
    }

    /// Says which partition takes what is pushed.
    ///
    /// @param retryWindow how long retries are recognised
    public Placer placer(Duration retryWindow) {
        return Placer.throughOwners(ring(RingName.INGESTERS), settling(retryWindow));
    }

    /// How long after a change of where profiles go those that are pushed are marked.
    ///
    /// @param retryWindow how long retries are recognised
    public Duration settling(Duration retryWindow) {
        return retryWindow.plus(CLOCK_SLACK);
    }

    /// Has the owners of partitions append to them.
    public RemoteAppend appends() {
        return peers;
    }

    /// What appends to a topic once queriers can know of its partitions.
    ///
    /// @param sink appends to the topic
    public BatchSink announcing(BatchSink sink, LogTopic.Source source) {
        return new AnnouncingSink(sink, source, ring(RingName.INGESTERS), store, clock, Pause::of);
    }

    /// How many partitions a topic had of late.
    ///
    /// @param retryWindow how long retries are recognised
    public TopicSizes sizes(LogTopic.Source source, Duration retryWindow) {
        return new RingTopicSizes(source, ring(RingName.INGESTERS), settling(retryWindow), clock);
    }

    /// The other processes as a querier asks them.
    ///
    /// @param hasIngester whether this process runs an ingester, which is asked without them
    public Remotes remotes(boolean hasIngester) {
        RingOwners owners =
                new RingOwners(ring(RingName.INGESTERS), peers::owner, self.id(), hasIngester);
        return new Remotes(owners, this::readers, peers::reader, self.address());
    }

    /// The segments of the object store, of all partitions that the ring knows as well.
    public SegmentCatalog segments(SegmentCatalog stored) {
        return new RingSegments(stored, ring(RingName.INGESTERS));
    }

    private List<String> readers(String object) {
        MemberRing queriers = ring(RingName.QUERIERS).workers();
        return queriers.owners(object, READERS).stream().map(Member::address).toList();
    }

    /// Whether the blocks of a tenant are made by this process.
    public boolean isCompactedHere(TenantId tenant) {
        Member owner = ring(RingName.COMPACTORS).workers().owner(tenant);
        return owner == null || owner.id().equals(self.id());
    }

    /// The ingesters, as they bring into segments what they hold in memory.
    public Owners owners() {
        return new RingFlush(ring(RingName.INGESTERS), peers);
    }

    /// Looks at nothing any more. The entries stay as they are.
    @Override
    public void close() throws IOException {
        try {
            peers.close();
        } finally {
            store.close();
        }
    }
}
