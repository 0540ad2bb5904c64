// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.runtime.RuntimeLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads runtime files again and again, on a thread of its own. Does nothing if there are none.
public final class RuntimeReload implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeReload.class);
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final RuntimeLimits limits;
    private final MeterRegistry registry;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// @param limits what is read again
    /// @param registry where its metrics go, if there are runtime files
    public RuntimeReload(RuntimeLimits limits, MeterRegistry registry) {
        this.limits = limits;
        this.registry = registry;
    }

    @Override
    public String name() {
        return "runtime-config";
    }

    @Override
    public void start() {
        if (limits.isConfigured()) {
            RuntimeMetrics metrics = new RuntimeMetrics(limits, registry);
            metrics.update();
            thread = Thread.ofPlatform().daemon().name("runtime-config").start(() -> run(metrics));
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(RuntimeMetrics metrics) {
        long periodNanos = limits.reloadPeriod().toNanos();
        try {
            while (!stopped.await(periodNanos, TimeUnit.NANOSECONDS)) {
                reload(metrics);
            }
        } catch (InterruptedException _) {
            LOG.debug("runtime files are no longer read");
        }
    }

    /// Whatever happens, the next round comes.
    private void reload(RuntimeMetrics metrics) throws InterruptedException {
        try {
            limits.reload();
            metrics.update();
        } catch (RuntimeException e) {
            LOG.error("runtime files were not read", e);
        }
    }
}
