// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.Settings;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CompactorModuleTest {

    private static final TenantId ACME = new TenantId("acme");

    @TempDir Path scratch;

    /// Nobody asks for anything but the thread itself.
    @Test
    void anIdleProcessCompactsAndDeletesWhatIsDueThoughAnErrorCameBetween() throws IOException {
        Bed bed = new Bed(scratch);
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos() - 2 * Bed.HOUR)));
        bed.pass(Bed.RETRY_WINDOW.multipliedBy(2));
        AtomicBoolean isThrown = new AtomicBoolean();
        ObjectStore store =
                new HookedStore(
                        bed.store,
                        _ -> {
                            if (!isThrown.getAndSet(true)) {
                                throw new StackOverflowError("a test throws it");
                            }
                        });
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        CompactorModule module = bed.module(store, meters);
        module.start();
        try {
            awaitNone(bed, "segments/");
            assertThat(isThrown).isTrue();
            assertThat(bed.index(ACME).live()).hasSize(1);

            bed.retain(ACME, new RetentionLimits(Duration.ofHours(1), List.of()));
            awaitNone(bed, "tenants/acme/blocks/");
            assertThat(
                            meters.get("hearth.compactor.jobs")
                                    .tag("kind", "drop")
                                    .tag("result", "done")
                                    .counter()
                                    .count())
                    .isEqualTo(1);
        } finally {
            module.close();
        }
    }

    private static void awaitNone(Bed bed, String prefix) throws IOException {
        while (!bed.keys(prefix).isEmpty()) {
            assertThat(Thread.currentThread().isInterrupted()).as(prefix).isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void objectsStayAsLongAsAQueryMayReadThem() {
        CompactorConfig config =
                CompactorConfig.from(Settings.defaults(), scratch, Duration.ofMinutes(10));

        config.requireDelayAbove("-querier.query-timeout", Duration.ofHours(2));
        assertThatThrownBy(() ->
                        config.requireDelayAbove("-querier.query-timeout", Duration.ofHours(3)))
                .hasMessage(
                        "-compactor.deletion-delay is 2h (expected at least -querier.query-timeout, 3h)");
    }

    @Test
    void anErrorInTheRangesNamesTheFlag() {
        assertThatThrownBy(() -> CompactorConfig.requireRanges(List.of("1h", "90m")))
                .hasMessageStartingWith("-compactor.block-ranges: block ranges are");
    }
}
