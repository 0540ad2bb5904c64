// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.audit.IndexRebuilder;
import dev.hearth.block.audit.RebuildPlan;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store of which somebody brought back the blocks alone: neither indexes nor what tells which
/// tenants live. Two tenants are told of by the same object.
final class RestoredBlocksTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId NEIGHBOUR = new TenantId("t378");
    private static final TenantId NEWCOMER = new TenantId("t411");

    @TempDir private Path scratch;

    private Bed bed;
    private List<String> acme;
    private List<String> neighbour;

    @BeforeEach
    void push() throws IOException {
        bed = new Bed(scratch);
        bed.cut(
                "p",
                List.of(
                        new Pushed(ACME, "api", "dev", bed.nowNanos()),
                        new Pushed(NEIGHBOUR, "db", "prod", bed.nowNanos())));
        bed.compactor(bed.store).run(true);
        acme = bed.read(ACME);
        neighbour = bed.read(NEIGHBOUR);
        assertThat(acme).hasSize(1);
        assertThat(neighbour).hasSize(1);
        assertThat(bed.keys("lives/").stream().map(key -> key.substring(0, 8)).distinct())
                .as("both in one")
                .hasSize(1);
    }

    private void lose(String prefix) throws IOException {
        bed.keys(prefix).forEach(bed.store::delete);
    }

    private void loseAllButBlocks() throws IOException {
        lose("lives/");
        lose("tenants/acme/index/");
        lose("tenants/t378/index/");
    }

    private void spoilLast(String prefix) throws IOException {
        String key = bed.keys(prefix).getLast();
        bed.store.delete(key);
        bed.store.putIfAbsent(key, new byte[] {1});
    }

    private void rebuild(ObjectStore store, TenantId tenant)
            throws IOException, StaleIndexException {
        IndexRebuilder rebuilder = new IndexRebuilder(store);
        RebuildPlan plan = rebuilder.plan(tenant, bed.now());
        assertThat(plan.state()).isEqualTo(RebuildPlan.State.LOST);
        rebuilder.write(plan);
    }

    private void rebuildLost() throws IOException, StaleIndexException {
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
        for (TenantId tenant : rebuilder.tenants()) {
            RebuildPlan plan = rebuilder.plan(tenant, bed.now());
            if (plan.state() == RebuildPlan.State.LOST) {
                rebuilder.write(plan);
            }
        }
    }

    private void assertNothingIsLost(String what) throws IOException {
        assertThat(bed.read(ACME)).as(what).isEqualTo(acme);
        assertThat(bed.read(NEIGHBOUR)).as(what).isEqualTo(neighbour);
        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).as(what).isZero();
        assertThat(bed.read(ACME)).as(what).isEqualTo(acme);
        assertThat(bed.read(NEIGHBOUR)).as(what).isEqualTo(neighbour);
    }

    @Test
    void theIndexOfOneIsMadeAndTheOtherStaysLostUntilItsIsMadeToo() throws Exception {
        loseAllButBlocks();
        rebuild(bed.store, ACME);

        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isPositive();
        assertThat(bed.read(ACME)).isEqualTo(acme);

        rebuild(bed.store, NEIGHBOUR);
        assertNothingIsLost("both are made anew");
    }

    @Test
    void anIndexThatIsWholeCountsAgainOnceItIsKnownWhoLives() throws Exception {
        lose("lives/");
        lose("tenants/acme/index/");
        List<String> versions = bed.keys("tenants/t378/index/");

        rebuild(bed.store, ACME);

        assertThat(bed.keys("tenants/t378/index/")).isEqualTo(versions);
        assertNothingIsLost("the other's index was there");
    }

    @Test
    void whoComesNewDoesNotMakeTheOthersLifeless() throws Exception {
        loseAllButBlocks();
        bed.cut("p", List.of(new Pushed(NEWCOMER, "api", "dev", bed.nowNanos())));

        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isPositive();

        rebuildLost();
        assertNothingIsLost("all are made anew");
        assertThat(bed.read(NEWCOMER)).hasSize(1);
    }

    @Test
    void whereverTheCommandDiesNothingOfTheBlocksIsDeleted() throws Exception {
        for (boolean isDamaged : new boolean[] {false, true}) {
            for (boolean isDone : new boolean[] {false, true}) {
                int last = 0;
                while (die(isDamaged, last, isDone)) {
                    last++;
                }
                assertThat(last).isGreaterThan(1);
            }
        }
    }

    /// @param isDamaged whether objects of lives and indexes are there, and wrong
    private boolean die(boolean isDamaged, int last, boolean isDone) throws Exception {
        Bed whole = bed;
        bed = whole.copy();
        String what = "change %d, %s, damaged %s".formatted(last, isDone, isDamaged);
        if (isDamaged) {
            spoilLast("lives/");
            spoilLast("tenants/acme/index/");
            lose("tenants/t378/index/");
        } else {
            loseAllButBlocks();
        }
        HookedStore dying = HookedStore.dyingAt(bed.store, last, isDone);
        try {
            rebuild(dying, ACME);
        } catch (IOException e) {
            assertThat(e).as(what).hasStackTraceContaining("the process is dead");
        }
        bed.compactor(bed.store).run(true);

        rebuildLost();
        assertNothingIsLost(what);
        bed = whole;
        return dying.changes() > last;
    }
}
