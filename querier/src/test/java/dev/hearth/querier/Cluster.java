// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.ChainView;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.FunctionAnswer;
import dev.hearth.query.FunctionQuery;
import dev.hearth.query.MemorySource;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.rpc.PartitionFlush;
import dev.hearth.rpc.Peers;
import dev.hearth.rpc.QuestionServices;
import dev.hearth.rpc.RpcClientConfig;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A querier that asks others over real sockets: two queriers that read one store, and owners of
/// partitions. The store has blocks and segments of several tenants in memory.
final class Cluster implements AutoCloseable, BlockCatalog, SegmentCatalog {

    static final String SELF = "self";

    /// What each tenant has where: in blocks by id, in segments by key, with owners by partition.
    private record Stored(
            Map<BlockId, MemorySource> blocks,
            Map<String, MemorySource> segments,
            Map<String, MemorySource> heads) {}

    /// Stands before a read of a querier, or of an owner.
    @FunctionalInterface
    interface Reads {

        void before(String name) throws IOException;
    }

    private final Map<TenantId, Stored> tenants = new LinkedHashMap<>();
    private final Map<String, List<ChainView.Segment>> chains = new TreeMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QuerierMetrics metrics = new QuerierMetrics(meters);
    private final QueryPool pool = new QueryPool(2);
    private final QueryEngine engine = new QueryEngine(pool);
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final List<String> queriers = new ArrayList<>();
    final List<RemoteOwner> owners = new ArrayList<>();
    private final List<PartitionOwner> ownersHere = new ArrayList<>();
    final Peers peers;

    /// What happens before a querier reads something, by its address; and before an owner does.
    final Map<String, Reads> reads = new ConcurrentHashMap<>();

    /// What tenants may ask, if not what all may.
    final Map<TenantId, TenantLimits> limits = new HashMap<>();

    private int blockNumber;

    Cluster() throws IOException {
        peers =
                new Peers(
                        new RpcClientConfig(
                                10_000_000, 1, Duration.ofMillis(10), Duration.ofMillis(20), null),
                        meters);
    }

    // what is stored

    private Stored of(TenantId tenant) {
        return tenants.computeIfAbsent(
                tenant,
                _ -> new Stored(new TreeMap<>(), new TreeMap<>(), new ConcurrentHashMap<>()));
    }

    void addBlock(TenantId tenant, MemorySource source) {
        BlockId id = new BlockId("0000000000000000000000%04d".formatted(blockNumber++));
        of(tenant).blocks().put(id, source);
    }

    /// Adds a segment behind the others of its partition, in which one tenant has something.
    void addSegment(String partition, TenantId tenant, MemorySource source) {
        List<ChainView.Segment> chain = chains.computeIfAbsent(partition, _ -> new ArrayList<>());
        long start = chain.isEmpty() ? 0 : chain.getLast().end();
        String key = "segments/" + partition + "/" + start;
        chain.add(new ChainView.Segment(key, start, start + 10));
        of(tenant).segments().put(key, source);
    }

    void setHead(String partition, TenantId tenant, MemorySource source) {
        of(tenant).heads().put(partition, source);
    }

    /// Lets something reach an owner; whoever reads it already does not see that.
    void arrive(String partition, TenantId tenant, Consumer<MemorySource> arrival) {
        of(tenant)
                .heads()
                .compute(
                        partition,
                        (_, head) -> {
                            MemorySource next = new MemorySource();
                            if (head != null) {
                                next.addAll(head);
                            }
                            arrival.accept(next);
                            return next;
                        });
    }

    /// Moves what the owner of a partition has into a segment.
    void cut(String partition) {
        tenants.forEach((tenant, stored) -> {
            MemorySource head = stored.heads().remove(partition);
            if (head != null) {
                addSegment(partition, tenant, head);
            }
        });
    }

    /// All that tenants have, wherever it is.
    List<ProfileSource> all(Tenants whose) {
        List<ProfileSource> all = new ArrayList<>();
        for (TenantId tenant : whose.ids()) {
            all.addAll(of(tenant).blocks().values());
            all.addAll(of(tenant).segments().values());
            all.addAll(of(tenant).heads().values());
        }
        return all;
    }

    @Override
    public TenantIndex index(TenantId tenant, boolean anew) {
        Map<BlockId, IndexedBlock> live = new TreeMap<>();
        of(tenant)
                .blocks()
                .forEach((id, source) ->
                        live.put(
                                id,
                                new IndexedBlock(
                                        id,
                                        source.minTimeNanos(),
                                        source.maxTimeNanos(),
                                        1,
                                        1,
                                        1,
                                        1,
                                        source.markedCount(),
                                        0,
                                        false)));
        return TestIndexes.of(tenant, Map.of(), live);
    }

    @Override
    public ProfileSource open(TenantId tenant, BlockId block) throws IOException {
        ProfileSource source = of(tenant).blocks().get(block);
        if (source == null) {
            throw new NoSuchObjectException("tenants/" + tenant + "/blocks/" + block);
        }
        return source;
    }

    @Override
    public Set<String> partitions() {
        return Set.copyOf(chains.keySet());
    }

    @Override
    public ChainView chain(String partition, boolean anew) {
        List<ChainView.Segment> chain = chains.getOrDefault(partition, List.of());
        long end = chain.isEmpty() ? 0 : chain.getLast().end();
        return new ChainView(partition, 0, end, chain);
    }

    @Override
    public @Nullable ProfileSource open(ChainView.Segment segment, TenantId tenant) {
        return of(tenant).segments().get(segment.key());
    }

    // processes

    /// Starts a process that serves something; returns its address.
    String start(List<BindableService> services) throws IOException {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        services.forEach(builder::addService);
        Server server = builder.build().start();
        String address = "127.0.0.1:" + server.getPort();
        servers.put(address, server);
        return address;
    }

    private QuestionServices services() {
        return new QuestionServices(engine, AddressNames.NONE, 8, new SimpleMeterRegistry());
    }

    /// Starts a querier that others may ask to read.
    String startQuerier() throws IOException {
        String[] address = {""};
        CatalogParts parts = new CatalogParts(this, this);
        address[0] =
                start(
                        List.of(
                                services()
                                        .stored((tenant, part) -> {
                                            reads.getOrDefault(address[0], _ -> {})
                                                    .before(part.name());
                                            return parts.open(tenant, part);
                                        })));
        queriers.add(address[0]);
        return address[0];
    }

    private PartitionOwner owner(String partition, String[] address) {
        return new PartitionOwner() {
            @Override
            public String partition() {
                return partition;
            }

            @Override
            public List<ProfileSource> read(TenantId tenant, long from) throws IOException {
                reads.getOrDefault(address[0], _ -> {}).before(partition);
                ProfileSource head = of(tenant).heads().get(partition);
                return head == null ? List.of() : List.of(head);
            }
        };
    }

    /// Makes the process that asks an owner of a partition.
    void ownHere(String partition) {
        ownersHere.add(owner(partition, new String[] {SELF}));
    }

    /// Starts an owner of a partition.
    String startOwner(String partition) throws IOException {
        String[] address = {""};
        PartitionOwner owner = owner(partition, address);
        address[0] = start(List.of(services().heads(() -> List.of(owner), PartitionFlush.NOTHING)));
        owners.add(peers.owner(address[0], partition, false));
        return address[0];
    }

    /// Ends a process at once.
    void kill(String address) {
        Server server = servers.get(address);
        if (server != null) {
            server.shutdownNow();
        }
    }

    /// Who reads what: the queriers in an order that the name tells, and at last the one that asks.
    private List<String> readers(String name) {
        List<String> order = new ArrayList<>(queriers);
        if (!order.isEmpty()) {
            Collections.rotate(order, Math.floorMod(name.hashCode(), order.size()));
        }
        order.add(SELF);
        return order;
    }

    // questions

    private QueryPlanner planner() {
        return new QueryPlanner(
                this,
                this,
                () -> List.copyOf(ownersHere),
                () -> List.copyOf(owners),
                new Expiry(Limits.same(TenantLimits.defaults()), InstantSource.system()),
                new SomeAtATime(2),
                metrics);
    }

    /// Asks the cluster.
    <A> A ask(
            Tenants tenants,
            Question<A> question,
            Duration hedgeAfter,
            MissingSources missing,
            Cancellation cancellation)
            throws IOException {
        FanOut fanOut = fanOut(hedgeAfter);
        return planner()
                .query(
                        tenants,
                        missing,
                        cancellation,
                        plans ->
                                new RepeatResolver(fanOut, metrics)
                                        .answer(
                                                new RepeatResolver.Asked(
                                                        question.selection(),
                                                        missing,
                                                        cancellation),
                                                plans,
                                                some ->
                                                        fanOut.answer(
                                                                tenants,
                                                                some,
                                                                question,
                                                                missing,
                                                                cancellation)));
    }

    <A> A ask(Tenants tenants, Question<A> question) throws IOException {
        return ask(
                tenants,
                question,
                Duration.ZERO,
                new MissingSources(false),
                Cancellation.after(Duration.ofMinutes(1)));
    }

    FunctionAnswer functions(Tenants tenants, FunctionQuery query) throws IOException {
        MissingSources missing = new MissingSources(false);
        Cancellation cancellation = Cancellation.after(Duration.ofMinutes(1));
        FanOut fanOut = fanOut(Duration.ZERO);
        return planner()
                .query(
                        tenants,
                        missing,
                        cancellation,
                        plans ->
                                new RepeatResolver(fanOut, metrics)
                                        .answer(
                                                new RepeatResolver.Asked(
                                                        query.selection(), missing, cancellation),
                                                plans,
                                                some ->
                                                        fanOut.functions(
                                                                tenants,
                                                                some,
                                                                query,
                                                                missing,
                                                                cancellation)));
    }

    private FanOut fanOut(Duration hedgeAfter) {
        Remotes remotes = new Remotes(List::of, this::readers, peers::reader, SELF);
        return new FanOut(
                engine,
                AddressNames.NONE,
                remotes,
                tenant -> limits.getOrDefault(tenant, TenantLimits.defaults()),
                hedgeAfter,
                new SomeAtATime(2),
                metrics);
    }

    QueryEngine engine() {
        return engine;
    }

    double count(String metric) {
        return meters.get(metric).counter().count();
    }

    @Override
    public void close() {
        peers.close();
        servers.values().forEach(Server::shutdownNow);
        pool.close();
    }
}
