// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Feeds a decoder damaged inputs for a while, and fails if it throws anything but
/// [MalformedProfileException], allocates more than its promise, or takes long.
///
/// `-Dfuzz.seconds=<n>` says how long each test does so. An input that fails is kept as a file of
/// the module's `target/fuzz`, which the message names; so is the seed that makes it again.
public final class Fuzzer {

    private static final long SECONDS = Long.getLong("fuzz.seconds", 1);

    /// Inputs that are tried however slow the machine is, and in the default time however fast.
    private static final int MIN_INPUTS = 500;

    private static final int MAX_INPUTS_A_SECOND = 20_000;

    private static final int LONGEST = 64 << 10;
    private static final int WARM_UP = 20;
    private static final long MAX_CPU_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long HANG_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final String name;
    private final long bytesPerByte;
    private final long bytesAlways;
    private final Decoder decoder;

    private volatile byte[] current = {};
    private volatile int count;
    private volatile int accepted;
    private volatile @Nullable Throwable failure;

    /// What is tried. It may check what the decoder made; any error fails the test.
    @FunctionalInterface
    public interface Decoder {

        /// Decodes an input, which it must not change.
        void decode(byte[] input) throws MalformedProfileException;
    }

    /// @param name names the file of an input that fails
    /// @param bytesPerByte what one decode may allocate for each byte of its input
    /// @param bytesAlways and beside that; `Long.MAX_VALUE` checks no allocation
    public Fuzzer(String name, long bytesPerByte, long bytesAlways, Decoder decoder) {
        this.name = name;
        this.bytesPerByte = bytesPerByte;
        this.bytesAlways = bytesAlways;
        this.decoder = decoder;
    }

    /// Tries damaged inputs until the time is up.
    ///
    /// @param seeds inputs that the decoder accepts, none empty
    /// @return mutants that were accepted, of a thousand
    public int run(RandomGenerator random, List<byte[]> seeds) {
        int longest = seeds.stream().mapToInt(seed -> seed.length).max().orElseThrow();
        Mutation mutation = new Mutation(seeds, Math.max(LONGEST, 2 * longest), random);
        Thread worker = new Thread(() -> work(seeds, mutation), "fuzz-" + name);
        worker.setDaemon(true);
        worker.start();
        watch(worker);
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError(
                    "input %d of %s, kept as %s".formatted(count, name, keep()), thrown);
        }
        return (int) (accepted * 1000L / count);
    }

    /// Fails when one input keeps the decoder busy for good.
    private void watch(Thread worker) {
        try {
            int seen = -1;
            while (worker.isAlive() && seen != count) {
                seen = count;
                worker.join(HANG_MILLIS);
            }
            if (worker.isAlive()) {
                throw new AssertionError("%s hangs on %s".formatted(name, keep()));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void work(List<byte[]> seeds, Mutation mutation) {
        try {
            for (int i = 0; i < WARM_UP; i++) {
                for (byte[] seed : seeds) {
                    current = seed;
                    decoder.decode(seed);
                }
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            long most = SECONDS * MAX_INPUTS_A_SECOND;
            int fine = 0;
            for (int i = 0; i < MIN_INPUTS || (i < most && System.nanoTime() < end); i++) {
                byte[] mutant = mutation.next();
                current = mutant;
                count = i + 1;
                fine += check(mutant) ? 1 : 0;
                accepted = fine;
            }
        } catch (MalformedProfileException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /// Whether the decoder accepts an input; fails if it breaks a promise.
    public boolean check(byte[] input) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        boolean isAccepted = true;
        try {
            decoder.decode(input);
        } catch (MalformedProfileException e) {
            assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(1000);
            isAccepted = false;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        assertThat(threads.getCurrentThreadCpuTime() - cpu).as("CPU").isLessThan(MAX_CPU_NANOS);
        if (bytesAlways < Long.MAX_VALUE) {
            assertThat(allocated)
                    .as("%d bytes, %d for each", input.length, allocated / (input.length + 1))
                    .isLessThan(bytesAlways + bytesPerByte * input.length);
        }
        return isAccepted;
    }

    /// Fails if the time for an input grows much faster than its size, and if it breaks a promise.
    ///
    /// @param input makes an input of a size
    /// @param size one for which a decode takes about a millisecond
    public void assertLinear(IntFunction<byte[]> input, int size) {
        int factor = 16;
        byte[] small = input.apply(size);
        byte[] large = input.apply(factor * size);
        check(small);
        check(large);
        long before = best(small);
        long after = best(large);
        assertThat(after)
                .as("CPU ns for %d bytes, after %d for %d", large.length, before, small.length)
                .isLessThan(4L * factor * Math.max(before, 1_000_000));
    }

    /// CPU time of the quickest of a few decodes.
    private long best(byte[] input) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = threads.getCurrentThreadCpuTime();
            check(input);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private Path keep() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "fuzz"));
            return Files.write(folder.resolve(name + ".bin"), current).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
