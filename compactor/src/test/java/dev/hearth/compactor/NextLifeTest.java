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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tenant that was deleted to the end, and blocks of its that arrive when all is over: puts whose
/// answers were lost, or of somebody who slept.
final class NextLifeTest {

    private static final TenantId ACME = new TenantId("acme");

    @TempDir private Path scratch;

    private Bed bed;
    private Compactor compactor;
    private final Map<String, byte[]> late = new TreeMap<>();

    @BeforeEach
    void endTheTenant() throws IOException {
        bed = new Bed(scratch);
        compactor = bed.compactor(bed.store);
        push("former");
        compactor.run(true);
        for (String key : bed.keys("tenants/acme/blocks/")) {
            late.put(key, bed.store.get(key));
        }
        bed.requests(compactor, bed.store).deleteTenant(ACME);
        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("tenants/")).isEmpty();
        assertThat(late).isNotEmpty();
    }

    private void push(String namespace) throws IOException {
        bed.cut("p", List.of(new Pushed(ACME, "api", namespace, bed.nowNanos())));
    }

    @Test
    void aBlockThatComesAfterTheEndIsDeleted() throws IOException {
        late.forEach(bed.store::putIfAbsent);
        assertThat(bed.read(ACME)).isEmpty();
        for (int i = 0; i < 3; i++) {
            bed.pass(Bed.DELAY);
            assertThat(compactor.run(false).get(Count.FAILURES)).isZero();
        }
        assertThat(bed.keys("tenants/")).isEmpty();
    }

    @Test
    void aBlockThatComesAfterTheEndKeepsNobodyFromComingBack() throws IOException {
        late.forEach(bed.store::putIfAbsent);
        push("later");
        assertThat(compactor.run(true).get(Count.FAILURES)).isZero();
        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(bed.holding("former")).isEmpty();
    }

    @Test
    void aLifeIsOverBeforeItsIndexGoes() throws IOException {
        push("later");
        compactor.run(true);
        bed.requests(compactor, bed.store).deleteTenant(ACME);
        ObjectStore failing =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (step.name().startsWith("put lives/")) {
                                throw new IOException("store is down");
                            }
                        });

        assertThat(bed.compactor(failing).run(true).get(Count.FAILURES)).isPositive();

        assertThat(bed.keys("tenants/acme/index/")).isNotEmpty();
        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("tenants/")).isEmpty();
    }

    @Test
    void aLostIndexIsNotMadeOfBlocksOfAFormerLife() throws Exception {
        push("later");
        compactor.run(true);
        List<String> before = bed.read(ACME);
        bed.keys("tenants/acme/index/").forEach(bed.store::delete);
        late.forEach(bed.store::putIfAbsent);

        rebuild();

        assertThat(bed.read(ACME)).isEqualTo(before).hasSize(1);
        compactor.run(true);
        assertThat(bed.holding("former")).isEmpty();
        assertThat(bed.read(ACME)).isEqualTo(before);
    }

    @Test
    void aLostIndexIsMadeThoughNobodyKnowsWhoLives() throws Exception {
        push("later");
        compactor.run(true);
        List<String> before = bed.read(ACME);
        bed.keys("lives/").forEach(bed.store::delete);
        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isPositive();

        rebuild();

        assertThat(bed.read(ACME)).isEqualTo(before).hasSize(1);
        assertThat(compactor.run(true).get(Count.FAILURES)).isZero();
        assertThat(bed.read(ACME)).isEqualTo(before);
    }

    private void rebuild() throws IOException, StaleIndexException {
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
        RebuildPlan plan = rebuilder.plan(ACME, bed.now());
        assertThat(plan.state()).isEqualTo(RebuildPlan.State.LOST);
        rebuilder.write(plan);
    }
}
