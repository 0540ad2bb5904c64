// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.server.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Profiles this process (CPU, allocations, locks) with async-profiler and pushes what it finds
/// into its own storage, as a client would.
///
/// Where the native profiler cannot be loaded, the server runs without: one line in the log says
/// so.
final class SelfProfiler implements Service {

    private static final Logger log = LoggerFactory.getLogger(SelfProfiler.class);

    private static final Duration SAMPLING = Duration.ofMillis(10);

    /// The first recording is short, so that a newcomer soon has something to look at.
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final SelfProfileSink sink;
    private final Clock clock;
    private final Path file;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "self-profiling");

    /// @param file where recordings are written, each over the one before; no comma in it
    SelfProfiler(SelfProfileSink sink, Path file, Clock clock) {
        this.sink = sink;
        this.file = file;
        this.clock = clock;
        thread.setDaemon(true);
    }

    @Override
    public String name() {
        return "self-profiling";
    }

    /// Begins to record.
    @Override
    public void start() {
        thread.start();
    }

    /// Stops recording; what was recorded since the last push is dropped.
    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        if (file.toString().indexOf(',') >= 0) {
            log.warn(
                    "no self-profiling: the profiler cannot write to {} (expected no comma)", file);
            return;
        }
        AsyncProfiler profiler = load();
        if (profiler == null) {
            return;
        }
        try {
            record(profiler);
            Files.deleteIfExists(file);
        } catch (IOException | RuntimeException e) {
            log.warn("self-profiling stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable AsyncProfiler load() {
        try {
            return AsyncProfiler.getInstance();
        } catch (UnsatisfiedLinkError | IllegalStateException e) {
            log.warn("no self-profiling: the native profiler cannot be loaded: {}", e.toString());
            return null;
        }
    }

    private void record(AsyncProfiler profiler) throws IOException, InterruptedException {
        Duration interval = FIRST;
        boolean isStopped = false;
        while (!isStopped) {
            Instant start = clock.instant();
            profiler.execute(
                    "start,event=ctimer,interval=%d,alloc=512k,lock=1ms,jfr,file=%s"
                            .formatted(SAMPLING.toNanos(), file));
            isStopped = stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS);
            profiler.execute("stop,file=" + file);
            if (!isStopped) {
                push(start, Duration.between(start, clock.instant()));
            }
            interval = INTERVAL;
        }
    }

    private void push(Instant start, Duration length) throws IOException {
        for (SelfProfile profile : JfrReader.read(file, SAMPLING, start, length)) {
            try {
                sink.push(profile);
            } catch (Exception e) {
                log.debug("a profile of this process was not taken", e);
            }
        }
    }
}
