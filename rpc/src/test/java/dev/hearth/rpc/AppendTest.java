// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.TenantId;
import dev.hearth.rpc.AppendOutcome.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Appends over a real connection.
final class AppendTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Deque<Closeable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Closeable one : open) {
            one.close();
        }
    }

    private String serve(PartitionAppend partitions) throws IOException {
        RpcServer server =
                new RpcServer(
                        new RpcServerConfig("127.0.0.1", 0, 1 << 20, 10, null),
                        List.of(new AppendReceiver(partitions)));
        server.start();
        open.add(server::close);
        return "127.0.0.1:" + server.port();
    }

    private AppendOutcome append(String address, Duration timeout) throws IOException {
        Peers peers =
                new Peers(
                        new RpcClientConfig(
                                1 << 20, 0, Duration.ofMillis(1), Duration.ofMillis(1), null),
                        new SimpleMeterRegistry());
        open.addFirst(peers);
        byte[] record = "record".getBytes(StandardCharsets.UTF_8);
        return peers.append(address, new Append("p", TENANT, List.of(record, record)), timeout);
    }

    @Test
    void theOwnerGetsTheRecordsAndSaysThatTheyAreDurable() throws IOException {
        String address =
                serve((partition, tenant, records) -> {
                    assertThat(partition).isEqualTo("p");
                    assertThat(tenant).isEqualTo(TENANT);
                    assertThat(records).hasSize(2);
                    assertThat(records.getFirst()).asString().isEqualTo("record");
                    return AppendOutcome.DURABLE;
                });

        assertThat(append(address, LONG)).isEqualTo(AppendOutcome.DURABLE);
    }

    @Test
    void aRefusalSaysWhy() throws IOException {
        for (Refusal refusal : List.of(Refusal.NOT_HERE, Refusal.OVERLOADED, Refusal.UNREADABLE)) {
            AppendOutcome refused = new AppendOutcome.Refused(refusal, "for a reason");

            assertThat(append(serve((_, _, _) -> refused), LONG)).isEqualTo(refused);
        }
    }

    @Test
    void aLogThatFailedLeavesItsFateUnknown() throws IOException {
        AppendOutcome unknown = new AppendOutcome.Unknown("the disk broke", false);

        assertThat(append(serve((_, _, _) -> unknown), LONG)).isEqualTo(unknown);
    }

    @Test
    void nothingWasSentToSomebodyWhoIsNotThere() throws IOException {
        String address = serve((_, _, _) -> AppendOutcome.DURABLE);
        open.removeLast().close();

        assertThat(append(address, LONG))
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNREACHABLE));
    }

    @Test
    void whoDoesNotAnswerInTimeMayHaveAppended() throws IOException {
        CountDownLatch isOver = new CountDownLatch(1);
        String address =
                serve((_, _, _) -> {
                    try {
                        isOver.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return AppendOutcome.DURABLE;
                });

        assertThat(append(address, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.isLate()).isTrue());
        isOver.countDown();
    }

    @Test
    void aProcessOfAnotherKindTakesNothing() throws IOException {
        RpcServer server =
                new RpcServer(new RpcServerConfig("127.0.0.1", 0, 1 << 20, 10, null), List.of());
        server.start();
        open.add(server::close);

        assertThat(append("127.0.0.1:" + server.port(), LONG))
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.NOT_HERE));
    }
}
