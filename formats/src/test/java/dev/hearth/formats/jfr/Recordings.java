// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import one.profiler.AsyncProfiler;

/// Recordings of what this process does, made by the JDK's recorder and by async-profiler.
final class Recordings {

    private final Path folder;
    private final AtomicLong sink = new AtomicLong();
    private final AtomicReference<Object> kept = new AtomicReference<>("");

    /// @param folder where the recordings are written
    Recordings(Path folder) {
        this.folder = folder;
    }

    /// Two chunks with all events of the JDK that profiles are made of, but CPU time.
    byte[] jdk() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
            recording.enable("jdk.ObjectAllocationInNewTLAB").withStackTrace();
            recording.enable("jdk.ObjectAllocationOutsideTLAB").withStackTrace();
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
            recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ZERO);
            recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
            recording.start();
            work();
            // Another recording that starts makes the recorder begin a new chunk.
            try (Recording other = new Recording()) {
                other.enable("jdk.JavaMonitorWait");
                other.start();
                work();
            }
            recording.stop();
            return dump(recording, folder.resolve("jdk.jfr"));
        }
    }

    /// Samples of CPU time by the JDK beside its usual ones.
    byte[] cpuTime() throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.enable("jdk.CPUTimeSample").with("throttle", "2ms");
            recording.start();
            work();
            recording.stop();
            return dump(recording, folder.resolve("cpu-time.jfr"));
        }
    }

    private static byte[] dump(Recording recording, Path file) throws IOException {
        recording.dump(file);
        return Files.readAllBytes(file);
    }

    /// What async-profiler makes of the work. It keeps the handler of the signal that it samples
    /// by: that must not be the one of the JDK's own samples of CPU time.
    ///
    /// @param options its own, without file
    byte[] asyncProfiler(String options) throws IOException {
        Path file = folder.resolve("async.jfr");
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        profiler.execute("start,%s,jfr,file=%s".formatted(options, file));
        work();
        profiler.execute("stop,file=" + file);
        return Files.readAllBytes(file);
    }

    private void work() {
        Object lock = new Object();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> hold(lock, held), "holder");
        holder.start();
        await(held);
        contend(lock);
        burn();
        allocate();
        park();
        try {
            holder.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void burn() {
        long end = System.nanoTime() + 200_000_000L;
        long sum = 0;
        while (System.nanoTime() < end) {
            Runnable twice = () -> sink.addAndGet(7);
            for (int i = 0; i < 1000; i++) {
                twice.run();
                sum += i * sum + 1;
            }
        }
        sink.addAndGet(sum);
    }

    private void allocate() {
        List<Object> some = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            some.add(new byte[8 << 10]);
            kept.set(new byte[i % 100 == 0 ? 3 << 20 : 100]);
        }
        kept.set(some);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(Object lock, CountDownLatch held) {
        for (int i = 0; i < 20; i++) {
            synchronized (lock) {
                held.countDown();
                LockSupport.parkNanos(10_000_000L);
            }
        }
    }

    private void contend(Object lock) {
        for (int i = 0; i < 20; i++) {
            synchronized (lock) {
                sink.incrementAndGet();
            }
        }
    }

    private static void park() {
        for (int i = 0; i < 5; i++) {
            LockSupport.parkNanos(1_000_000L);
        }
    }
}
