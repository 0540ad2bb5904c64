// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One channel to each process that is asked. A connection without calls is closed after some time,
/// and a channel that nobody needs any more is forgotten. Safe for many threads; does not block.
final class ChannelPool implements Closeable {

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;
    private static final int CONNECT_TIMEOUT_MILLIS = 3000;
    private static final long IDLE_MINUTES = 5;

    /// What has not been used for this long is forgotten.
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(30);

    /// How often somebody who is away is looked for before his time.
    private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /// Bytes that a message may have beside its payload.
    private static final int OVERHEAD_BYTES = 1 << 20;

    private final ChannelCredentials credentials;
    private final String serverName;
    private final LongSupplier nanoTime;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("peer-", 0).factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();

    private static final class Entry {
        final ManagedChannel channel;
        long usedNanoTime;
        long hurriedNanoTime;

        Entry(ManagedChannel channel, long now) {
            this.channel = channel;
            this.hurriedNanoTime = now;
        }
    }

    /// @throws IOException if a file of TLS cannot be used
    ChannelPool(RpcClientConfig config, LongSupplier nanoTime) throws IOException {
        this.nanoTime = nanoTime;
        RpcClientConfig.@Nullable Tls tls = config.tls();
        this.serverName = tls == null ? "" : tls.serverName();
        this.credentials = tls == null ? InsecureChannelCredentials.create() : credentials(tls);
    }

    private static ChannelCredentials credentials(RpcClientConfig.Tls tls) throws IOException {
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (!tls.cert().isEmpty()) {
            builder.keyManager(new File(tls.cert()), new File(tls.key()));
        }
        if (!tls.ca().isEmpty()) {
            builder.trustManager(new File(tls.ca()));
        }
        return builder.build();
    }

    /// The channel to a process.
    ///
    /// @param address host and port
    ManagedChannel channel(String address) {
        List<ManagedChannel> forgotten = new ArrayList<>();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Iterator<Entry> all = entries.values().iterator();
            while (all.hasNext()) {
                Entry entry = all.next();
                if (now - entry.usedNanoTime > FORGET_NANOS) {
                    forgotten.add(entry.channel);
                    all.remove();
                }
            }
            Entry entry = entries.computeIfAbsent(address, a -> new Entry(open(a), now));
            entry.usedNanoTime = now;
            hurry(entry, now);
            return entry.channel;
        } finally {
            lock.unlock();
            forgotten.forEach(ManagedChannel::shutdown);
        }
    }

    /// Whoever was away is looked for at once when he is wanted: by itself a channel would wait
    /// longer and longer.
    private static void hurry(Entry entry, long now) {
        boolean isBroken = entry.channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
        if (isBroken && now - entry.hurriedNanoTime > HURRY_NANOS) {
            entry.hurriedNanoTime = now;
            entry.channel.resetConnectBackoff();
        }
    }

    private ManagedChannel open(String address) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forTarget("dns:///" + address, credentials)
                        .executor(threads)
                        .offloadExecutor(threads)
                        .disableRetry()
                        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                        .maxInboundMessageSize(OVERHEAD_BYTES)
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .idleTimeout(IDLE_MINUTES, TimeUnit.MINUTES);
        if (!serverName.isEmpty()) {
            builder.overrideAuthority(serverName);
        }
        return builder.build();
    }

    /// Processes that there is a channel to.
    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /// Ends all calls.
    @Override
    public void close() {
        lock.lock();
        try {
            entries.values().forEach(entry -> entry.channel.shutdownNow());
            entries.clear();
        } finally {
            lock.unlock();
        }
        threads.shutdown();
    }
}
