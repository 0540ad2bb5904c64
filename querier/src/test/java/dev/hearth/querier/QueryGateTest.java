// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class QueryGateTest {

    private static final Tenants ANONYMOUS = Tenants.of(TenantId.ANONYMOUS);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QuerierMetrics metrics = new QuerierMetrics(meters);

    private QueryGate gate(Duration timeout) {
        return gate(1, 0, timeout, TenantLimits.defaults());
    }

    private QueryGate gate(
            int maxConcurrent, int maxWaiting, Duration timeout, TenantLimits limits) {
        return new QueryGate(
                new QuerierConfig(maxConcurrent, maxWaiting, timeout, 1, 0, Duration.ZERO, 16),
                Limits.same(limits),
                metrics);
    }

    private static void hasCode(Throwable failure, Code code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void refusesMoreQueriesThanMayRunAndWait() throws Exception {
        QueryGate gate = gate(Duration.ofMinutes(1));
        CountDownLatch isIn = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        Thread first =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                gate.run(
                                        ANONYMOUS,
                                        "tree",
                                        _ -> {
                                            isIn.countDown();
                                            return awaited(mayLeave);
                                        });
                            } catch (StatusException e) {
                                throw new AssertionError(e);
                            }
                        });
        isIn.await();

        assertThatThrownBy(() -> gate.run(ANONYMOUS, "tree", _ -> 1))
                .satisfies(e -> hasCode(e, Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("-querier.max-concurrent");

        mayLeave.countDown();
        first.join();
        Integer answer = gate.run(ANONYMOUS, "tree", _ -> 7);
        assertThat(answer).isEqualTo(7);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsTheClientWhyAQueryEnded() {
        QueryGate gate = gate(Duration.ofMinutes(1));

        assertThatThrownBy(() ->
                        gate.run(
                                ANONYMOUS,
                                "tree",
                                _ -> {
                                    throw new IOException("disk is gone");
                                }))
                .satisfies(e -> hasCode(e, Code.UNAVAILABLE));
        assertThatThrownBy(() ->
                        gate.run(
                                ANONYMOUS,
                                "tree",
                                _ -> {
                                    throw new QueryAbortedException(
                                            QueryAbortedException.Reason.DEADLINE);
                                }))
                .satisfies(e -> hasCode(e, Code.DEADLINE_EXCEEDED))
                .hasMessageStartingWith("request timed out");
        assertThat(meters.get("hearth.querier.queries").timers()).hasSize(2);
    }

    @Test
    void aTenantMayHaveLessTimeThanOthers() throws Exception {
        Settings settings =
                Settings.defaults().with(LimitFlags.MAX_QUERY_TIME, Duration.ofMillis(20));
        QueryGate gate = gate(1, 0, Duration.ofMinutes(1), TenantLimits.fromSettings(settings));

        assertThatThrownBy(() ->
                        gate.run(
                                ANONYMOUS,
                                "tree",
                                cancellation -> {
                                    cancellation.await(new CompletableFuture<>());
                                    return 1;
                                }))
                .satisfies(e -> hasCode(e, Code.DEADLINE_EXCEEDED))
                .hasMessageContaining("-querier.max-query-time");
    }

    @Test
    void aTenantWorksOnNoMoreQueriesAtATimeThanItMay() throws Exception {
        Settings settings = Settings.defaults().with(LimitFlags.MAX_QUERY_PARALLELISM, 1);
        TenantLimits limits = TenantLimits.fromSettings(settings);
        QueryGate gate = gate(2, 1, Duration.ofMillis(200), limits);
        Tenants other = Tenants.parse("other");

        Integer answer =
                gate.run(
                        ANONYMOUS,
                        "tree",
                        _ -> {
                            assertThatThrownBy(() -> gate.run(ANONYMOUS, "tree", _ -> 1))
                                    .satisfies(e -> hasCode(e, Code.DEADLINE_EXCEEDED))
                                    .hasMessageContaining("-querier.max-query-parallelism");
                            return gate.run(other, "tree", _ -> 7);
                        });

        assertThat(answer).isEqualTo(7);
        Integer alone = gate.run(ANONYMOUS, "tree", _ -> 8);
        assertThat(alone).isEqualTo(8);
    }

    @Test
    void stopsAQueryWhoseCallerIsGone() throws Exception {
        QueryGate gate = gate(Duration.ofMinutes(1));
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            assertThatThrownBy(() ->
                            context.call(() ->
                                    gate.run(
                                            ANONYMOUS,
                                            "tree",
                                            cancellation -> {
                                                context.cancel(null);
                                                cancellation.check();
                                                return 1;
                                            })))
                    .satisfies(e -> hasCode(e, Code.CANCELED));
        }
    }

    @Test
    void refusesSettingsOutOfRange() throws ConfigException {
        Settings defaults = Settings.defaults();
        assertThat(QuerierConfig.from(defaults).threads()).isPositive();
        assertThatThrownBy(() -> QuerierConfig.from(defaults.with(QuerierFlags.MAX_CONCURRENT, 0)))
                .hasMessage("-querier.max-concurrent is 0 (expected at least 1)");
        assertThatThrownBy(() -> QuerierConfig.from(defaults.with(QuerierFlags.THREADS, -1)))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() ->
                        QuerierConfig.from(
                                defaults.with(QuerierFlags.QUERY_TIMEOUT, Duration.ZERO)))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void writesTextAsGoDoes() {
        String text = "<a>&\"\\\n\t\u0001\u2028\ud83d\ude00\ud83d";

        assertThat(new GoJson().string(text).line())
                .isEqualTo(
                        "\"\\u003ca\\u003e\\u0026\\\"\\\\\\n\\t\\u0001\\u2028\ud83d\ude00\ufffd\"\n");
    }
}
