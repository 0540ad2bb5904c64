// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static dev.hearth.distributor.PushFixture.cpuOf;
import static dev.hearth.distributor.PushFixture.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.server.LimitFlags;
import dev.hearth.server.TenantLimits;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class DecoderPoolTest {

    private static final byte[] PPROF = Pprofs.cpu().sample(1, "a").bytes();

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
