// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.config.RetentionLimits;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a tenant that is to be deleted ends, and what is left of it by then.
final class TenantEndTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final String EXECUTABLE = "debug-info/acme/ab/exe";

    @TempDir private Path scratch;

    private Bed bed = new Bed(Path.of("/"));
    private Compactor compactor = bed.compactor(bed.store);

    @BeforeEach
    void beginTheTenant() throws IOException {
        bed = new Bed(scratch);
        compactor = bed.compactor(bed.store);
        bed.store.putIfAbsent(EXECUTABLE, new byte[1]);
        push(Duration.ZERO);
        compactor.run(false);
        bed.pass(Bed.DELAY.dividedBy(8)); // by then cleaning is due again
    }

    private void push(Duration age) throws IOException {
        long time = bed.nowNanos() - age.toNanos();
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", time)));
    }

    private void deleteTenant() throws IOException {
        bed.requests(compactor, bed.store).deleteTenant(ACME);
    }

    @Test
    void whoeverStopsHalfWayIsFollowedByOneWhoEndsIt() throws IOException {
        deleteTenant();
        ObjectStore failing =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (step.name().equals("delete " + EXECUTABLE)) {
                                throw new IOException("store is down");
                            }
                        });
        assertThat(bed.compactor(failing).run(true).get(Count.FAILURES)).isPositive();
        assertThat(bed.keys("debug-info/acme/")).isNotEmpty();

        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);

        assertThat(bed.keys("debug-info/acme/")).isEmpty();
        assertThat(bed.keys("tenants/acme/")).isEmpty();
    }

    @Test
    void aTenantThatCameBackBeforeItEndedKeepsItsExecutables() throws IOException {
        deleteTenant();
        compactor.run(false);
        bed.pass(Bed.DELAY);
        push(Duration.ZERO);

        RunReport report = compactor.run(false);

        assertThat(bed.index(ACME).live()).isEmpty();
        assertThat(report.get(Count.TENANTS_ENDED)).isZero();
        assertThat(bed.keys(EXECUTABLE)).isNotEmpty();
        assertThat(bed.read(ACME)).hasSize(1);
    }

    /// A listing that lags may show a floor below the segments that are still there.
    @Test
    void aTenantEndsWhenNoSegmentOfItIsThereAnyMore() throws IOException {
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        deleteTenant();
        compactor.run(false);
        bed.pass(Bed.DELAY.dividedBy(2));
        push(Duration.ofDays(8));
        compactor.run(false);
        bed.pass(Bed.DELAY.dividedBy(4));
        compactor.run(false);
        assertThat(bed.index(ACME).covered("p")).isEqualTo(2);
        bed.pass(Bed.DELAY.dividedBy(4));

        RunReport report = compactor.run(false);

        assertThat(bed.keys("segments/p/")).hasSize(1);
        assertThat(report.get(Count.TENANTS_ENDED)).isZero();
        bed.pass(Bed.DELAY);
        assertThat(compactor.run(false).get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("segments/p/")).isEmpty();
        assertThat(bed.keys("tenants/acme/")).isEmpty();
    }

    /// It is about to begin the index of a new tenant when that begins, and ends, without it.
    @Test
    void aSleeperPutsNothingOfALifeThatIsOver() throws IOException {
        deleteTenant();
        compactor.run(true);
        push(Duration.ZERO);
        boolean[] hasSlept = {false};
        List<String> puts = new ArrayList<>();
        ObjectStore sleeping =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (!hasSlept[0] && step.name().startsWith("put lives/")) {
                                hasSlept[0] = true;
                                compactor.run(true);
                                deleteTenant();
                                compactor.run(true);
                                assertThat(bed.keys("tenants/acme/")).isEmpty();
                            }
                            if (step.name().startsWith("put tenants/acme/blocks/")) {
                                puts.add(step.name());
                            }
                        });

        bed.compactor(sleeping).run(true);

        assertThat(hasSlept[0]).isTrue();
        assertThat(puts).isEmpty();
        assertThat(bed.keys("tenants/acme/")).isEmpty();
    }

    /// However long somebody slept, and wherever: a tenant that nobody brings back leaves nothing.
    @Test
    void whereverOneSleepsWhileATenantEndsNothingOfItIsLeft() throws IOException {
        deleteTenant();
        compactor.run(true);
        push(Duration.ZERO);

        assertThat(sleepEverywhere(Wish.of(true))).isGreaterThan(50);
    }

    /// All that was pushed is too old.
    @Test
    void nobodyBringsATenantBackThatMakesNoBlockOfIt() throws IOException {
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        deleteTenant();
        compactor.run(true);
        push(Duration.ofDays(8));

        assertThat(sleepEverywhere(Wish.of(true))).isGreaterThan(20);
    }

    @Test
    void nobodyBringsATenantBackWhoGivesUpAllOfIt() throws IOException {
        deleteTenant();
        compactor.run(true);
        push(Duration.ZERO);
        String segment = bed.keys("segments/p/").getLast();
        byte[] bytes = bed.store.get(segment).clone();
        bytes[100] ^= 1;
        bed.store.delete(segment);
        bed.store.putIfAbsent(segment, bytes);

        assertThat(sleepEverywhere(Wish.skippingDamaged(ACME))).isGreaterThan(20);
    }

    /// @return moments at which one slept
    private int sleepEverywhere(Wish wish) throws IOException {
        int slept = 0;
        for (boolean isDone = false; !isDone; slept++) {
            Bed other = bed.copy();
            int last = slept;
            HookedStore sleeping =
                    new HookedStore(
                            other.store,
                            step -> {
                                if (step.number() == last && !step.isDone()) {
                                    endTheTenant(other, wish);
                                }
                            });

            other.compactor(sleeping).run(wish, () -> {});

            isDone = sleeping.names().size() <= last;
            if (!isDone) {
                assertNothingIsLeft(other, sleeping.name(last));
            }
        }
        return slept;
    }

    private static void assertNothingIsLeft(Bed bed, String what) throws IOException {
        Compactor last = bed.compactor(bed.store);
        last.run(true);
        // A mark that nobody wants goes later: the index may be lost.
        assertThat(bed.keys("tenants/"))
                .as(what)
                .allMatch(key -> key.startsWith("tenants/acme/given-up/"));
        bed.pass(Bed.TIMEOUT);
        last.run(true);
        assertThat(bed.keys("tenants/")).as(what).isEmpty();
        for (String key : bed.keys("lives/")) {
            assertThat(new String(bed.store.get(key), UTF_8)).as(what).doesNotContain("acme");
        }
    }

    private static void endTheTenant(Bed bed, Wish wish) throws IOException {
        Compactor faster = bed.compactor(bed.store);
        faster.run(wish, () -> {});
        bed.requests(faster, bed.store).deleteTenant(ACME);
        faster.run(true);
        assertThat(bed.keys("tenants/acme/")).isEmpty();
    }

    /// Another ends the tenant, which begins anew and uploads, at any moment of ending it.
    @Test
    void aSleeperDeletesNoDebugFilesOfTheNextLife() throws IOException {
        String metadata = "debug-info/acme/ab/metadata";
        bed.store.putIfAbsent(metadata, new byte[1]);
        deleteTenant();
        for (String moment :
                List.of(
                        "list debug-info/acme/",
                        "delete " + metadata,
                        "delete " + EXECUTABLE,
                        "delete tenants/acme/deletions/")) {
            Bed other = bed.copy();
            boolean[] hasSlept = {false};
            ObjectStore sleeping =
                    new HookedStore(
                            other.store,
                            step -> {
                                boolean isEnding = other.index(ACME).isEnded();
                                boolean isThen =
                                        step.name().startsWith(moment)
                                                && step.isDone() == moment.startsWith("delete");
                                if (isEnding && isThen && !hasSlept[0]) {
                                    hasSlept[0] = true;
                                    beginAnew(other, metadata);
                                }
                            });

            other.compactor(sleeping).run(true);

            assertThat(hasSlept[0]).as(moment).isTrue();
            assertThat(other.keys("debug-info/acme/"))
                    .as(moment)
                    .containsExactly(EXECUTABLE, metadata);
        }
    }

    private static void beginAnew(Bed bed, String metadata) throws IOException {
        Compactor faster = bed.compactor(bed.store);
        faster.run(true);
        assertThat(bed.keys("debug-info/acme/")).isEmpty();
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos())));
        faster.run(true);
        bed.store.putIfAbsent(EXECUTABLE, new byte[1]);
        bed.store.putIfAbsent(metadata, new byte[1]);
    }
}
