// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Symbols;
import dev.hearth.testing.Seeded;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class DecoderPoolTest {

    private static final byte[] PPROF = Pprofs.cpu().sample(1, "a").bytes();

    private static final byte[] LABELLED_GZIP =
            Pprofs.cpu().sample(5, "b", "c").label("k", "v").sample(6, "c").gzip();

    private final DecoderPool pool = new DecoderPool(1, 10 << 10);

    @Test
    void lendsMemoryUntilItIsGivenBack() {
        DecoderPool.Lease lease = pool.tryReserve(10_000, Duration.ZERO);

        assertThat(lease).isNotNull();
        assertThat(pool.tryReserve(1024, Duration.ZERO)).isNull();
        if (lease != null) {
            pool.release(pool.shrink(lease, 100));
        }
        assertThat(pool.heldBytes()).isZero();
    }

    @Test
    void lendsAllItHasForWhatIsLarger() {
        assertThat(pool.tryReserve(Long.MAX_VALUE, Duration.ZERO)).isNotNull();
        assertThat(pool.heldBytes()).isEqualTo(10 << 10);
    }

    @Test
    void aLargeRequestGetsThroughLittleMemoryInParts() throws Exception {
        PushFixture fixture =
                new PushFixture(
                        PushFixture.limits(LimitFlags.MAX_PROFILE_SIZE_BYTES, 4096L),
                        new DistributorConfig(Duration.ZERO, 1, 8 << 10));
        byte[][] payloads = new byte[50][];
        Arrays.fill(payloads, PPROF);

        Status status = fixture.push(series(cpuOf("web"), payloads));

        assertThat(status.isOk()).isTrue();
        assertThat(fixture.sink.profiles()).hasSize(50);
        assertThat(fixture.sink.appends()).hasSizeGreaterThan(1);
    }

    @Test
    void manyClientsAtOnceLoseNothing() throws Exception {
        PushFixture fixture =
                new PushFixture(
                        TenantLimits.defaults(),
                        new DistributorConfig(Duration.ofMinutes(1), 2, 9 << 20));
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Status>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                answers.add(
                        threads.submit(() -> {
                            start.await();
                            return fixture.push(series(cpuOf("web"), PPROF, PPROF));
                        }));
            }
            start.countDown();
        }

        for (Future<Status> answer : answers) {
            assertThat(answer.get().isOk()).isTrue();
        }
        assertThat(fixture.sink.profiles()).hasSize(128);
        assertThat(fixture.meters.get("hearth_distributor_decoded_bytes").gauge().value()).isZero();
    }

    @Test
    void aDecoderLeavesAloneWhatItMadeBefore() throws Exception {
        PushFixture fixture =
                new PushFixture(
                        TenantLimits.defaults(), new DistributorConfig(Duration.ZERO, 1, 1 << 28));

        fixture.push(series(cpuOf("a"), Pprofs.cpu().sample(1, "first", "root").bytes()));
        fixture.push(series(cpuOf("b"), Pprofs.cpu().sample(2, "second", "main").bytes()));

        assertThat(functions(fixture, 0)).containsExactlyInAnyOrder("first", "root");
        assertThat(functions(fixture, 1)).containsExactlyInAnyOrder("second", "main");
    }

    @RepeatedTest(300)
    void aDecoderForgetsWhatItRefused(RandomGenerator random) throws Exception {
        PushFixture fixture =
                new PushFixture(
                        TenantLimits.defaults(), new DistributorConfig(Duration.ZERO, 1, 1 << 28));
        byte[] broken = random.nextBoolean() ? PPROF.clone() : LABELLED_GZIP.clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }

        fixture.push(series(cpuOf("broken"), broken));
        fixture.sink.clear();
        Status status = fixture.push(series(cpuOf("web"), PPROF));

        assertThat(status.isOk()).isTrue();
        assertThat(functions(fixture, 0)).containsExactly("a");
        assertThat(fixture.sink.totals())
                .isEqualTo(Map.of("process_cpu:cpu:nanoseconds:cpu:nanoseconds", 1L));
    }

    private static List<String> functions(PushFixture fixture, int append) {
        Symbols symbols = fixture.sink.appends().get(append).batches().getFirst().symbols();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < symbols.functionCount(); i++) {
            names.add(symbols.strings().get(symbols.functionName(i)));
        }
        return names;
    }

    @Test
    void whatDoesNotGetMemoryInTimeIsToBeSentAgain() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        PushFixture fixture =
                new PushFixture(
                        TenantLimits.defaults(), new DistributorConfig(Duration.ZERO, 1, 1024));
        fixture.sink.beforeAppend(() -> {
            entered.countDown();
            leave.await();
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Status> first = threads.submit(() -> fixture.push(series(cpuOf("web"), PPROF)));
            entered.await();

            Status second = fixture.push(series(cpuOf("web"), PPROF));
            leave.countDown();

            assertThat(second.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(first.get().isOk()).isTrue();
        }
    }
}
