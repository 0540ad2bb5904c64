// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.KeyValueClient;
import org.kiwiproject.consul.model.ConsulResponse;
import org.kiwiproject.consul.model.kv.Value;
import org.kiwiproject.consul.option.ConsistencyMode;
import org.kiwiproject.consul.option.ImmutablePutOptions;
import org.kiwiproject.consul.option.ImmutableQueryOptions;
import org.kiwiproject.consul.option.QueryOptions;

/// The keys of all rings in Consul, one a ring. Every call goes to the agent, and fails with an
/// [IOException] if that does. Safe for many threads.
final class ConsulKeys implements Closeable {

    private final ConsulConfig config;
    private final Consul consul;
    private final KeyValueClient keys;
    private final RingJson json = new RingJson();

    /// A ring as it was read.
    ///
    /// @param index of the key's last change
    record Stored(RingState state, long index) {}

    /// All rings that have a key.
    ///
    /// @param index of the last change of any of them, for the next [ConsulKeys#await]
    record Rings(Map<RingName, Stored> rings, BigInteger index) {}

    /// Connects to nothing yet.
    ConsulKeys(ConsulConfig config) {
        this.config = config;
        Consul.Builder builder = Consul.builder().withPing(false);
        try {
            builder.withUrl(config.url().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(config.url() + " is no URL", e);
        }
        if (!config.token().value().isEmpty()) {
            builder.withAclToken(config.token().value());
        }
        long timeout = config.timeout().toMillis();
        this.consul =
                builder.withConnectTimeoutMillis(timeout)
                        .withReadTimeoutMillis(timeout)
                        .withWriteTimeoutMillis(timeout)
                        .build();
        this.keys = consul.keyValueClient();
    }

    private String key(RingName ring) {
        return config.prefix() + ring.key();
    }

    private ConsistencyMode mode() {
        return config.consistentReads() ? ConsistencyMode.CONSISTENT : ConsistencyMode.DEFAULT;
    }

    /// Reads a ring; null if it has no key.
    @Nullable Stored read(RingName ring) throws IOException {
        try {
            Value value =
                    keys.getValue(
                                    key(ring),
                                    ImmutableQueryOptions.builder().consistencyMode(mode()).build())
                            .orElse(null);
            return value == null ? null : stored(value);
        } catch (ConsulException e) {
            throw failed("read " + key(ring), e);
        }
    }

    /// Writes a ring if nobody else did meanwhile.
    ///
    /// @param index of the change that was read; 0 if there was no key
    /// @return false if somebody did
    boolean write(RingName ring, RingState state, long index) throws IOException {
        try {
            return keys.putValue(
                    key(ring),
                    json.encode(state),
                    0,
                    ImmutablePutOptions.builder().cas(index).build());
        } catch (ConsulException e) {
            throw failed("write " + key(ring), e);
        }
    }

    /// Reads all rings once something has changed, or after some seconds.
    ///
    /// @param index of the last change that is known; 0 to read at once
    Rings await(BigInteger index) throws IOException {
        ImmutableQueryOptions.Builder options =
                index.signum() == 0
                        ? ImmutableQueryOptions.builder()
                        : QueryOptions.blockSeconds(config.waitSeconds(), index);
        try {
            ConsulResponse<List<Value>> response =
                    keys.getConsulResponseWithValues(
                            config.prefix(), options.consistencyMode(mode()).build());
            Map<RingName, Stored> rings = new EnumMap<>(RingName.class);
            List<Value> values = response.getResponse();
            for (Value value : values == null ? List.<Value>of() : values) {
                for (RingName ring : RingName.values()) {
                    if (value.getKey().equals(key(ring))) {
                        rings.put(ring, stored(value));
                    }
                }
            }
            return new Rings(rings, response.getIndex());
        } catch (ConsulException e) {
            throw failed("read " + config.prefix(), e);
        }
    }

    private Stored stored(Value value) throws IOException {
        byte[] bytes = value.getValueAsBytes().orElse(null);
        RingState state = bytes == null ? RingState.EMPTY : json.decode(bytes);
        return new Stored(state, value.getModifyIndex());
    }

    /// Whether Consul is there and does not do what it was asked: a token that may not, for
    /// instance.
    static boolean isRefusal(Exception failure) {
        return failure.getCause() instanceof ConsulException refusal
                && refusal.hasCode()
                && refusal.getCode() >= 400
                && refusal.getCode() < 500;
    }

    private IOException failed(String what, ConsulException cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new IOException(
                "Consul at %s could not %s: %s".formatted(config.url(), what, reason.getMessage()),
                cause);
    }

    @Override
    public void close() {
        consul.destroy();
    }
}
