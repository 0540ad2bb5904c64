// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.index.Deletion;
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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong keeps nothing waiting that it need not.
final class FailureTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path scratch;
    private Bed bed = new Bed(Path.of("/"));

    @BeforeEach
    void prepare() {
        bed = new Bed(scratch);
    }

    @Test
    void aForcedRunEndsThoughProfilesBecomeTooOldMeanwhile() throws IOException {
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        long cutoff = bed.nowNanos() - Duration.ofDays(7).toNanos();
        List<Pushed> pushed = new ArrayList<>();
        for (int i = -10; i < 300; i++) {
            pushed.add(new Pushed(ACME, "api", "dev", cutoff + i * 10_000_000_000L));
        }
        bed.cut("p", pushed);
        bed.compactor(bed.store).run(true);
        ObjectStore slow =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (!step.isDone()) {
                                bed.pass(Duration.ofSeconds(1));
                            }
                        });

        RunReport report = bed.compactor(slow).run(true);

        assertThat(report.get(Count.BLOCKS_MADE)).isLessThanOrEqualTo(1);
    }

    @Test
    void aFailedPutDelaysADeletionUntilTheNextRun() throws IOException {
        push("dev");
        boolean[] isFailing = {false};
        Compactor compactor = bed.compactor(failing(isFailing));
        compactor.run(false);
        bed.requests(compactor, bed.store)
                .delete(ACME, "{namespace=\"dev\"}", Long.MIN_VALUE, Long.MAX_VALUE);

        isFailing[0] = true;
        RunReport report = compactor.run(false);
        assertThat(report.get(Count.FAILURES)).as("%s %s", report, bed.index(ACME)).isEqualTo(1);
        bed.pass(Duration.ofSeconds(30));
        compactor.run(false);

        assertThat(bed.index(ACME).deletions().values()).allMatch(each -> each.isFinished());
    }

    /// The first put of a file of a block fails once.
    private ObjectStore failing(boolean[] isFailing) {
        return new HookedStore(
                bed.store,
                step -> {
                    if (isFailing[0] && step.name().startsWith("put tenants/acme/blocks")) {
                        isFailing[0] = false;
                        throw new IOException("connection reset");
                    }
                });
    }

    @Test
    void whatFailsAgainAndAgainIsTriedLessAndLess() throws IOException {
        push("dev");
        Compactor compactor =
                bed.compactor(
                        new HookedStore(
                                bed.store,
                                step -> {
                                    if (step.name().startsWith("put tenants/acme/blocks")) {
                                        throw new IOException("connection reset");
                                    }
                                }));

        long failures = 0;
        for (int i = 0; i < 120; i++) {
            failures += compactor.run(false).get(Count.FAILURES);
            bed.pass(Duration.ofSeconds(30));
        }

        assertThat(failures).isBetween(5L, 12L);
    }

    @Test
    void aDamagedBlockKeepsNoDeletedDataInItsNeighbours() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        for (int i = 0; i < 7; i++) {
            push("dev");
            bed.pass(Duration.ofMinutes(31));
            compactor.run(false);
            compactor.run(false);
        }
        assertThat(bed.index(ACME).live().size()).isGreaterThan(2);
        String victim = bed.index(ACME).live().firstKey().text();
        damage("tenants/acme/blocks/" + victim + "/samples.parquet", 10);
        bed.pass(Duration.ofDays(3));
        bed.requests(compactor, bed.store)
                .delete(ACME, "{namespace=\"dev\"}", Long.MIN_VALUE, Long.MAX_VALUE);

        RunReport report = compactor.run(false);

        assertThat(report.get(Count.FAILURES)).isEqualTo(1);
        assertThat(bed.index(ACME).live().values())
                .hasSize(2) // the damaged one, and one of the rest
                .filteredOn(block -> block.deletionsApplied() == 0)
                .extracting(block -> block.id().text())
                .containsExactly(victim);
    }

    @Test
    void aBlockOfWhichAFileIsMissingKeepsTheOthersNotWaiting() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        for (int i = 0; i < 4; i++) {
            push("dev");
            bed.pass(Duration.ofMinutes(31));
            compactor.run(false);
        }
        String victim = bed.index(ACME).live().firstKey().text();
        bed.store.delete("tenants/acme/blocks/" + victim + "/samples.parquet");
        bed.pass(Duration.ofDays(3));

        compactor.run(false);

        assertThat(bed.index(ACME).live()).hasSize(2);
    }

    @Test
    void aTenantIsDeletedThoughItsSegmentsAreDamaged() throws IOException {
        push("dev");
        damage(bed.keys("segments/p/").getFirst(), 100);
        Compactor compactor = bed.compactor(bed.store);
        assertThat(compactor.run(true).get(Count.FAILURES)).isEqualTo(1);

        bed.requests(compactor, bed.store).deleteTenant(ACME);

        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("tenants/acme/")).isEmpty();
        assertThat(bed.keys("segments/")).isEmpty();
    }

    @Test
    void aDamagedSegmentGoesOnceAllInItIsTooOld() throws IOException {
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        push("dev");
        damage(bed.keys("segments/p/").getFirst(), 100);
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(true);
        assertThat(bed.keys("segments/")).isNotEmpty();

        bed.pass(Duration.ofDays(8));
        assertThat(compactor.run(true).get(Count.FAILURES)).isZero();

        assertThat(bed.keys("segments/")).isEmpty();
    }

    /// One who reads the segments of a job, and sleeps before it announces the blocks it has made
    /// of them: before its next look at the index.
    private ObjectStore sleeping(HookedStore.Hook asleep, int[] phase) {
        return new HookedStore(
                bed.store,
                step -> {
                    boolean isIndex = step.name().contains("tenants/acme/index/");
                    boolean isPart = step.name().startsWith("get part of segments/");
                    if (step.isDone()) {
                        return;
                    }
                    if ((isIndex && phase[0] % 2 == 0) || (isPart && phase[0] == 1)) {
                        phase[0]++;
                        if (phase[0] == 3) {
                            asleep.at(step);
                        }
                    }
                });
    }

    @Test
    void aSleeperWritesNothingThatWasDeletedMeanwhile() throws IOException {
        for (int i = 0; i < 12; i++) {
            push("dev");
        }
        Compactor other = bed.compactor(bed.store);
        other.run(false);
        for (int i = 0; i < 12; i++) {
            push("dev");
        }
        int[] phase = {0};
        ObjectStore sleeping =
                sleeping(
                        _ -> {
                            bed.requests(other, bed.store)
                                    .delete(
                                            ACME,
                                            "{namespace=\"dev\"}",
                                            Long.MIN_VALUE,
                                            Long.MAX_VALUE);
                            other.run(true);
                            other.run(true);
                            assertThat(bed.holding("dev")).isEmpty();
                        },
                        phase);

        bed.compactor(sleeping).run(false);

        assertThat(phase[0]).isGreaterThanOrEqualTo(3);
        assertThat(bed.holding("dev")).isEmpty();
    }

    @Test
    void aSleeperBeginsNoIndexOfATenantThatIsGone() throws IOException {
        for (int i = 0; i < 12; i++) {
            push("dev");
        }
        Compactor other = bed.compactor(bed.store);
        int[] phase = {0};
        ObjectStore sleeping =
                sleeping(
                        _ -> {
                            bed.requests(other, bed.store).deleteTenant(ACME);
                            other.run(true);
                            assertThat(bed.keys("tenants/acme/")).isEmpty();
                        },
                        phase);

        bed.compactor(sleeping).run(false);

        assertThat(phase[0]).isGreaterThanOrEqualTo(3);
        assertThat(bed.keys("tenants/acme/")).isEmpty();
    }

    @Test
    void blocksThatAnOldIndexDoesNotKnowStay() throws IOException {
        push("dev");
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        Map<String, byte[]> old = new TreeMap<>();
        for (String key : bed.keys("tenants/acme/index/")) {
            old.put(key, bed.store.get(key));
        }
        push("later");
        compactor.run(true); // and deletes the segments
        for (String key : bed.keys("tenants/acme/index/")) {
            bed.store.delete(key);
        }
        for (Map.Entry<String, byte[]> each : old.entrySet()) {
            bed.store.putIfAbsent(each.getKey(), each.getValue());
        }
        List<String> blocks = bed.keys("tenants/acme/blocks/");
        Compactor restarted = bed.compactor(bed.store);

        RunReport report = restarted.run(true);

        assertThat(blocks).isNotEmpty();
        assertThat(bed.keys("tenants/acme/blocks/")).containsAll(blocks);
        assertThat(report.get(Count.UNKNOWN_BLOCKS)).isPositive();
    }

    @Test
    void aBlockThatNobodyNamesWaitsForTheDelay() throws IOException {
        push("dev");
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        String key = "tenants/acme/blocks/01ARZ3NDEKTSV4RRFFQ69G5FAV/samples.parquet";
        bed.store.putIfAbsent(key, new byte[1]);

        bed.pass(Duration.ofMinutes(20));
        compactor.run(false);
        assertThat(bed.keys(key)).isNotEmpty();
        bed.pass(Bed.DELAY);
        compactor.run(false);
        assertThat(bed.keys(key)).isEmpty();
    }

    @Test
    void aDamagedFooterKeepsNobodyFromDeleting() throws IOException {
        push("dev");
        push("prod");
        TenantId other = new TenantId("other");
        bed.cut("q", List.of(new Pushed(other, "api", "dev", bed.nowNanos())));
        String key = bed.keys("segments/p/").getFirst();
        damage(key, bed.store.get(key).length - 30);
        Compactor compactor = bed.compactor(bed.store);

        DeletionRequests requests = bed.requests(compactor, bed.store);
        Deletion deletion = requests.delete(other, "{}", Long.MIN_VALUE, Long.MAX_VALUE);
        compactor.run(true);

        assertThat(deletion.positions()).containsEntry("p", 4L).containsEntry("q", 1L);
        assertThat(bed.keys("segments/q/")).isEmpty();
    }

    @Test
    void aDeletionIsNotDoneWhileItsBlocksAreThereThoughTheClockWentBack() throws IOException {
        push("dev");
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        bed.requests(compactor, bed.store)
                .delete(ACME, "{namespace=\"dev\"}", Long.MIN_VALUE, Long.MAX_VALUE);
        ObjectStore jumping =
                new HookedStore(
                        bed.store,
                        step -> {
                            boolean isIndex = step.name().startsWith("put tenants/acme/index");
                            if (isIndex && step.isDone()) {
                                bed.setBack(Duration.ofMinutes(3));
                            }
                        });

        Compactor late = bed.compactor(jumping);
        late.run(false);

        assertThat(bed.index(ACME).gone()).isNotEmpty();
        assertThat(bed.requests(late, bed.store).list(ACME, late.cleaned()).getFirst().state())
                .isNotEqualTo(DeletionProgress.State.DONE);
        assertThat(bed.requests(late, bed.store).list(ACME, late.cleaned()).getFirst().goneBlocks())
                .isPositive();
    }

    @Test
    void aTenantOfSegmentsAloneIsNotGone() throws IOException {
        push("dev");
        Compactor compactor = bed.compactor(bed.store);

        assertThat(bed.requests(compactor, bed.store).isGone(ACME, Map.of())).isFalse();
        assertThat(bed.requests(compactor, bed.store).isGone(new TenantId("none"), Map.of()))
                .isTrue();
    }

    @Test
    void aDamagedPartIsGivenUpOnAnOperatorsWishAlone() throws IOException {
        TenantId other = new TenantId("other");
        bed.cut(
                "p",
                List.of(
                        new Pushed(ACME, "api", "dev", bed.nowNanos()),
                        new Pushed(other, "secret", "dev", bed.nowNanos())));
        push("dev");
        damage(bed.keys("segments/p/").getFirst(), 100);
        Compactor compactor = bed.compactor(bed.store);
        bed.requests(compactor, bed.store)
                .delete(other, "{service_name=\"secret\"}", Long.MIN_VALUE, Long.MAX_VALUE);
        compactor.run(true);
        assertThat(bed.holding("secret")).isNotEmpty();

        RunReport report = compactor.run(Wish.skippingDamaged(ACME), () -> {});
        compactor.run(true);

        assertThat(report.get(Count.PARTS_LOST)).isEqualTo(1);
        assertThat(report.get(Count.FAILURES)).isZero();
        assertThat(bed.keys("segments/")).isEmpty();
        assertThat(bed.holding("secret")).isEmpty();
        assertThat(bed.read(ACME)).hasSize(2);
    }

    private void push(String namespace) throws IOException {
        bed.cut(
                "p",
                List.of(
                        new Pushed(ACME, "api", namespace, bed.nowNanos() - MINUTE),
                        new Pushed(ACME, "api", "prod", bed.nowNanos() - MINUTE)));
    }

    private void damage(String key, int at) throws IOException {
        byte[] bytes = bed.store.get(key).clone();
        bytes[at] ^= 1;
        bed.store.delete(key);
        bed.store.putIfAbsent(key, bytes);
    }
}
