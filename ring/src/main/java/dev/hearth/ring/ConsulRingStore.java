// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each ring as one key in Consul. A change is a compare-and-set; one thread waits for the
/// changes of others.
///
/// While Consul is away the last known rings go on being used. Should it come back without its
/// data, they are what it is given again.
final class ConsulRingStore implements RingStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(ConsulRingStore.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int MAX_DOUBLINGS = 10;

    /// A read that waits for a change takes less.
    private static final Duration STALE = Duration.ofSeconds(30);

    private final ConsulConfig config;
    private final ConsulKeys keys;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Watchers watchers = new Watchers();
    private final Contact contact = new Contact();
    private final Hearing reads = new Hearing(STALE);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    /// For each ring the index of a change such that what is known is that change or a later one.
    @GuardedBy("seen")
    private final Map<RingName, Long> seen = new EnumMap<>(RingName.class);

    /// @param random safe for many threads
    ConsulRingStore(ConsulConfig config, InstantSource clock, RandomGenerator random) {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.keys = new ConsulKeys(config);
        this.thread = Thread.ofVirtual().name("ring-consul").start(this::watchAll);
    }

    @Override
    public String kind() {
        return "consul";
    }

    @Override
    public RingState known(RingName ring) {
        return watchers.known(ring);
    }

    @Override
    public Closeable watch(RingName ring, RingListener listener) {
        return watchers.watch(ring, listener);
    }

    @Override
    public Instant lastHeard(RingName ring, Instant now, Duration grace) {
        return contact.lastHeard(now, grace);
    }

    /// One read has all that there is, whatever was missed before.
    @Override
    public Duration freshFor(RingName ring, Instant now) {
        return reads.isSilent(now) ? Duration.ZERO : ALWAYS;
    }

    @Override
    public boolean isHeard() {
        return reads.isAny();
    }

    @Override
    public RingState update(RingName ring, UnaryOperator<RingState> change) throws IOException {
        Instant deadline = clock.instant().plus(config.timeout());
        for (int attempt = 0; ; attempt++) {
            ConsulKeys.Stored old = read(ring);
            RingState before = old == null ? watchers.known(ring) : old.state();
            long index = old == null ? 0 : old.index();
            RingState after = change.apply(before);
            if ((old != null && after.equals(before)) || keys.write(ring, after, index)) {
                learn(ring, after, index);
                return after;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new IOException(
                        "ring of the %s was changed by others %d times meanwhile (expected a chance within %s)"
                                .formatted(ring.key(), attempt + 1, config.timeout()));
            }
            pause(attempt);
        }
    }

    private ConsulKeys.@Nullable Stored read(RingName ring) throws IOException {
        try {
            ConsulKeys.Stored stored = keys.read(ring);
            made();
            if (stored == null) {
                synchronized (seen) {
                    seen.remove(ring);
                }
            }
            return stored;
        } catch (IOException e) {
            lost(e);
            throw e;
        }
    }

    private void pause(int attempt) throws IOException {
        long most =
                Math.min(config.retryDelay().toMillis(), 4L << Math.min(attempt, MAX_DOUBLINGS));
        try {
            if (stopped.await(random.nextLong(most + 1), TimeUnit.MILLISECONDS)) {
                throw new IOException("the store of the ring was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while changing the ring", e);
        }
    }

    /// Takes what was written over the change of `index`, unless something newer is known.
    private void learn(RingName ring, RingState state, long index) {
        synchronized (seen) {
            if (seen.getOrDefault(ring, 0L) <= index) {
                seen.put(ring, index);
                watchers.change(ring, _ -> state);
            }
        }
    }

    private void watchAll() {
        BigInteger index = BigInteger.ZERO;
        boolean isFailing = false;
        try {
            long pauseMillis = 0;
            while (!stopped.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                try {
                    ConsulKeys.Rings rings = keys.await(index);
                    Instant now = clock.instant();
                    made();
                    isFailing = false;
                    boolean isReset = rings.index().compareTo(index) < 0;
                    take(rings.rings(), isReset);
                    reads.heard(now);
                    index = isReset ? BigInteger.ZERO : rings.index();
                    pauseMillis = Math.round(1000 / config.readsPerSecond());
                } catch (IOException | RuntimeException e) {
                    complain(e, isFailing);
                    isFailing = true;
                    index = BigInteger.ZERO;
                    pauseMillis = RETRY.toMillis();
                }
            }
        } catch (InterruptedException _) {
            LOGGER.debug("rings in Consul are no longer watched");
        }
    }

    /// @param isReset whether Consul counts from the beginning again
    private void take(Map<RingName, ConsulKeys.Stored> rings, boolean isReset) {
        synchronized (seen) {
            if (isReset) {
                LOGGER.warn("Consul has lost its data; rings go on as they were last known");
                seen.clear();
            }
            rings.forEach((ring, stored) -> {
                if (seen.getOrDefault(ring, 0L) < stored.index()) {
                    seen.put(ring, stored.index());
                    watchers.change(ring, _ -> stored.state());
                }
            });
        }
    }

    private void made() {
        if (contact.made(clock.instant())) {
            LOGGER.info("Consul at {} is there again", config.url());
        }
    }

    private void complain(Exception cause, boolean isKnown) {
        if (ConsulKeys.isRefusal(cause) && !isKnown) {
            LOGGER.warn("rings cannot be watched; it is tried again: {}", cause.getMessage());
        }
        lost(cause);
    }

    private void lost(Exception cause) {
        if (!ConsulKeys.isRefusal(cause) && stopped.getCount() > 0 && contact.lost()) {
            LOGGER.warn(
                    "Consul is away; rings go on as they were last known: {}", cause.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        thread.interrupt();
        try {
            if (!thread.join(STOP)) {
                LOGGER.warn("a read from Consul still runs after {}; going on without it", STOP);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        keys.close();
    }
}
