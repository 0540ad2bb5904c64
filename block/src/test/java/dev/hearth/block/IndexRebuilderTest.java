// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.block.audit.IndexRebuilder;
import dev.hearth.block.audit.RebuildPlan;
import dev.hearth.block.index.CorruptIndexException;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeded.class)
final class IndexRebuilderTest {

    @TempDir private Path scratch;

    private static RebuildPlan plan(AuditBed bed, TenantId tenant) throws Exception {
        return new IndexRebuilder(bed.store).plan(tenant, AuditBed.NOW);
    }

    private static void assertSame(TenantIndex made, TenantIndex before) {
        assertThat(made.live().keySet()).isEqualTo(before.live().keySet());
        assertThat(made.covered()).isEqualTo(before.covered());
        assertThat(made.gone().keySet()).isEqualTo(before.gone().keySet());
        assertThat(made.deletions().values().stream().map(Deletion::id))
                .isEqualTo(before.deletions().values().stream().map(Deletion::id).toList());
        assertThat(made.pending()).isEmpty();
    }

    private static void lose(AuditBed bed, TenantId tenant) {
        for (String key : bed.keys()) {
            if (key.startsWith(BlockKeys.tenant(tenant) + "index/")) {
                bed.store.delete(key);
            }
        }
    }

    @Test
    void aLostIndexIsMadeAnewAsItWas(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        for (TenantId tenant : List.of(AuditBed.A, AuditBed.B)) {
            TenantIndex before = bed.newest(tenant);
            lose(bed, tenant);
            assertThatExceptionOfType(CorruptIndexException.class)
                    .isThrownBy(() -> bed.newest(tenant));
            IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
            RebuildPlan plan = rebuilder.plan(tenant, AuditBed.NOW);
            assertThat(plan.state()).isEqualTo(RebuildPlan.State.LOST);
            assertSame(plan.index(), before);
            assertThat(rebuilder.write(plan)).isEqualTo(1);
            assertSame(bed.newest(tenant), before);
            bed.index(tenant).update(old -> old.begin(List.of(TestBlocks.ID), AuditBed.NOW));
        }
    }

    @Test
    void aDamagedIndexIsReplaced(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        TenantIndex before = bed.newest(AuditBed.A);
        String newest =
                bed.keys().stream()
                        .filter(key -> key.startsWith("tenants/a/index/"))
                        .toList()
                        .getLast();
        bed.replace(newest, new byte[] {1, 2, 3});
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
        rebuilder.write(rebuilder.plan(AuditBed.A, AuditBed.NOW));
        assertSame(bed.newest(AuditBed.A), before);
        assertThat(bed.keys()).doesNotContain(newest);
    }

    @Test
    void anIndexThatCanBeReadIsReplacedByTheNextVersionOnly(RandomGenerator random)
            throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        TenantIndex before = bed.newest(AuditBed.A);
        RebuildPlan plan = plan(bed, AuditBed.A);
        assertThat(plan.state()).isEqualTo(RebuildPlan.State.VALID);
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
        assertThat(rebuilder.write(plan)).isEqualTo(plan.replaces() + 1);
        assertSame(bed.newest(AuditBed.A), before);
        assertThatExceptionOfType(StaleIndexException.class)
                .isThrownBy(() -> rebuilder.write(plan))
                .withMessageContaining("expected " + plan.replaces());
    }

    @Test
    void aBlockThatIsNotWholeIsLeftOut(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        BlockId live = bed.newest(AuditBed.B).live().firstKey();
        lose(bed, AuditBed.B);
        bed.store.delete(BlockKeys.file(AuditBed.B, live, BlockFile.STACKS));
        RebuildPlan plan = plan(bed, AuditBed.B);
        assertThat(plan.index().live()).doesNotContainKey(live);
        assertThat(plan.notes()).anyMatch(note -> note.contains(live.text()));
    }

    @Test
    void aTenantWithoutBlocksNeedsNoIndex(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        RebuildPlan plan = plan(bed, new TenantId("other"));
        assertThat(plan.state()).isEqualTo(RebuildPlan.State.NONE);
    }

    @Test
    void blocksBelowADeletionGoThroughItAgain(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        TenantIndex index = plan(bed, AuditBed.A).index();
        assertThat(index.live().values()).allMatch(block -> block.deletionsApplied() == 0);
        assertThat(index.nextDeletion()).isEqualTo(2);
    }
}
