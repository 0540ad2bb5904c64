// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockId;
import dev.hearth.block.audit.IndexRebuilder;
import dev.hearth.block.audit.Problem;
import dev.hearth.block.audit.RebuildPlan;
import dev.hearth.block.audit.StoreVerifier;
import dev.hearth.block.audit.VerifyListener;
import dev.hearth.block.audit.VerifySummary;
import dev.hearth.block.index.CorruptIndexException;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.config.RetentionLimits;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator gave up is known of an index too that was lost and made anew.
final class GivenUpMarksTest {

    private static final TenantId ACME = new TenantId("acme");

    /// One whose life is told of by the same objects.
    private static final TenantId MATE = new TenantId("mate683");

    private static final String MARKS = "tenants/acme/given-up/";

    @TempDir private Path scratch;
    private Bed bed = new Bed(Path.of("/"));
    private BlockId damaged = new BlockId("0".repeat(26));
    private String lost = "";

    /// A block, a block that is to be damaged, a part of a segment that is given up, and another
    /// block behind that.
    @BeforeEach
    void prepare() throws IOException {
        bed = new Bed(scratch);
        push(Duration.ofDays(9));
        compact();
        Set<BlockId> before = bed.index(ACME).live().keySet();
        push(Duration.ofDays(6));
        compact();
        Set<BlockId> after = new TreeSet<>(bed.index(ACME).live().keySet());
        after.removeAll(before);
        damaged = after.iterator().next();
        push(Duration.ofDays(3));
        lost = bed.keys("segments/p/").getLast();
        byte[] bytes = bed.store.get(lost).clone();
        bytes[100] ^= 1;
        replace(lost, bytes);
        push(Duration.ZERO);
        assertThat(
                        bed.compactor(bed.store)
                                .run(Wish.skippingDamaged(ACME), () -> {})
                                .get(Count.PARTS_LOST))
                .isEqualTo(1);
        compact();
        assertThat(bed.index(ACME).live()).hasSize(3);
        assertThat(bed.index(ACME).lost()).containsOnlyKeys(lost);
    }

    private void push(Duration age) throws IOException {
        long time = bed.nowNanos() - age.toNanos();
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", time)));
    }

    private void compact() throws IOException {
        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
    }

    private void replace(String key, byte[] bytes) throws IOException {
        bed.store.delete(key);
        bed.store.putIfAbsent(key, bytes);
    }

    private void skip(boolean isSkipped) throws IOException, StaleIndexException {
        bed.compactor(bed.store).skip(ACME, damaged, isSkipped);
    }

    private RebuildPlan makeAnew() throws IOException, StaleIndexException {
        bed.keys("tenants/acme/index/").forEach(bed.store::delete);
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);
        RebuildPlan plan = rebuilder.plan(ACME, bed.now());
        assertThat(plan.state()).isEqualTo(RebuildPlan.State.LOST);
        rebuilder.write(plan);
        return plan;
    }

    private static void assertSame(TenantIndex made, TenantIndex before, String what) {
        assertThat(made.lost()).as(what).isEqualTo(before.lost());
        assertThat(made.covered()).as(what).isEqualTo(before.covered());
        assertThat(made.live()).as(what).isEqualTo(before.live());
    }

    @Test
    void anIndexThatIsMadeAnewKnowsWhatWasGivenUp() throws Exception {
        Bed whole = bed;
        String folder = "tenants/acme/blocks/" + damaged + "/";
        for (String key : whole.keys(folder)) {
            for (boolean isMissing : new boolean[] {false, true}) {
                bed = whole.copy();
                byte[] bytes = bed.store.get(key);
                bed.store.delete(key);
                if (!isMissing) {
                    bed.store.putIfAbsent(key, Arrays.copyOf(bytes, bytes.length / 2));
                }
                skip(true);
                TenantIndex before = bed.index(ACME);

                makeAnew();

                String what = key + (isMissing ? " is missing" : " is cut");
                assertSame(bed.index(ACME), before, what);
                compact();
                assertSame(bed.index(ACME), before, what);
                assertThat(bed.keys(MARKS)).as(what).hasSize(2);
            }
        }
    }

    @Test
    void whatIsTakenBackIsNotGivenUpAgain() throws Exception {
        skip(true);
        assertThat(bed.keys(MARKS)).contains(MARKS + "blocks/" + damaged);
        skip(false);
        assertThat(bed.keys(MARKS)).containsExactly(MARKS + lost);

        makeAnew();

        assertThat(bed.index(ACME).live().values()).noneMatch(IndexedBlock::isSkipped);
        assertThat(bed.read(ACME)).hasSize(3);
    }

    /// Marks follow the index: whatever died before they were written, the next run writes them.
    @Test
    void marksThatAreMissingAreWrittenAndThoseThatNobodyWantsAreDeleted() throws Exception {
        skip(true);
        List<String> marks = bed.keys(MARKS);
        bed.store.delete(marks.getFirst());
        bed.store.putIfAbsent(MARKS + "blocks/" + bed.index(ACME).live().firstKey(), new byte[1]);

        compact();

        assertThat(bed.keys(MARKS)).isEqualTo(marks);
    }

    @Test
    void whatIsTooOldHasNoMark() throws Exception {
        skip(true);
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(2), List.of()));

        compact();

        assertThat(bed.index(ACME).lost()).isEmpty();
        assertThat(bed.keys(MARKS)).isEmpty();
    }

    @Test
    void aDeletedTenantLeavesNoMarkHoweverLateItIsPut() throws Exception {
        skip(true);
        String mark = bed.keys(MARKS).getFirst();
        byte[] bytes = bed.store.get(mark);
        Compactor compactor = bed.compactor(bed.store);
        bed.requests(compactor, bed.store).deleteTenant(ACME);
        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("tenants/")).isEmpty();

        bed.store.putIfAbsent(mark, bytes);
        for (int i = 0; i < 3; i++) {
            compactor.run(false);
            bed.pass(Bed.TIMEOUT);
        }

        assertThat(bed.keys("tenants/")).isEmpty();
    }

    /// The tenant came back, and what is left of the life before says nothing of this one.
    @Test
    void whatWasGivenUpInAFormerLifeIsForgotten() throws Exception {
        String mark = bed.keys(MARKS).getFirst();
        byte[] bytes = bed.store.get(mark);
        Compactor compactor = bed.compactor(bed.store);
        bed.requests(compactor, bed.store).deleteTenant(ACME);
        compactor.run(true);
        push(Duration.ZERO);
        compactor.run(true);
        bed.store.putIfAbsent(mark, bytes);

        makeAnew();

        assertThat(bed.index(ACME).lost()).isEmpty();
        assertThat(bed.read(ACME)).hasSize(1);
    }

    @Test
    void aMarkThatIsDamagedIsNamedAndLeftOut() throws Exception {
        String mark = bed.keys(MARKS).getFirst();
        byte[] bytes = bed.store.get(mark).clone();
        bytes[bytes.length / 2] ^= 1;
        replace(mark, bytes);

        assertThat(problems()).containsExactly(mark);
        assertThat(makeAnew().notes()).anyMatch(note -> note.contains(mark));
        assertThat(bed.index(ACME).lost()).isEmpty();
    }

    /// Nothing but the mark tells that there was an index.
    @Test
    void aMarkTellsThatAnIndexIsLost() throws Exception {
        bed = new Bed(scratch);
        push(Duration.ZERO);
        compact();
        damaged = bed.index(ACME).live().firstKey();
        bed.store.delete("tenants/acme/blocks/" + damaged + "/meta.json");
        skip(true);
        TenantIndex before = bed.index(ACME);
        Bed known = bed;
        for (String lost : List.of("", "lives/")) {
            bed = known.copy();
            bed.keys("tenants/acme/index/").forEach(bed.store::delete);
            if (!lost.isEmpty()) {
                bed.keys(lost).forEach(bed.store::delete);
            }
            List<String> left = bed.keys("tenants/");
            assertThatThrownBy(() -> bed.index(ACME)).isInstanceOf(CorruptIndexException.class);
            assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isPositive();
            assertThat(bed.keys("tenants/")).isEqualTo(left);

            makeAnew();

            assertThat(bed.index(ACME).live()).isEqualTo(before.live());
            compact();
            assertThat(bed.index(ACME).live()).isEqualTo(before.live());
            assertThat(bed.keys(MARKS)).hasSize(1);
        }
    }

    @Test
    void whatIsLostOfATenantWithoutBlocksIsKnownOfANewIndexToo() throws Exception {
        bed = new Bed(scratch);
        push(Duration.ZERO);
        lost = bed.keys("segments/p/").getLast();
        byte[] bytes = bed.store.get(lost).clone();
        bytes[100] ^= 1;
        replace(lost, bytes);
        bed.compactor(bed.store).run(Wish.skippingDamaged(ACME), () -> {});
        compact();
        TenantIndex before = bed.index(ACME);
        assertThat(before.live()).isEmpty();
        assertThat(before.lost()).containsOnlyKeys(lost);

        makeAnew();

        assertThat(bed.index(ACME).lost()).isEqualTo(before.lost());
        compact();
        push(Duration.ZERO);
        compact();
        assertThat(bed.index(ACME).lost()).isEqualTo(before.lost());
        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(bed.keys(MARKS)).containsExactly(MARKS + lost);
    }

    /// Of a tenant of which there is nothing else, while the index of another is made.
    @Test
    void aMarkTellsTheLifeOfATenantThatNobodyKnows() throws Exception {
        bed = new Bed(scratch);
        push(Duration.ZERO);
        compact();
        damaged = bed.index(ACME).live().firstKey();
        bed.store.delete("tenants/acme/blocks/" + damaged + "/meta.json");
        skip(true);
        TenantIndex before = bed.index(ACME);
        String shard = bed.keys("lives/").getFirst().substring(0, "lives/00/".length());
        bed.cut("p", List.of(new Pushed(MATE, "api", "dev", bed.nowNanos())));
        compact();
        assertThat(bed.keys("lives/")).allMatch(key -> key.startsWith(shard));
        bed.keys("lives/").forEach(bed.store::delete);
        bed.keys("tenants/acme/index/").forEach(bed.store::delete);
        IndexRebuilder rebuilder = new IndexRebuilder(bed.store);

        rebuilder.write(rebuilder.plan(MATE, bed.now()));

        assertThatThrownBy(() -> bed.index(ACME)).isInstanceOf(CorruptIndexException.class);
        makeAnew();
        assertThat(bed.index(ACME).life()).isEqualTo(before.life());
        assertThat(bed.index(ACME).live()).isEqualTo(before.live());
        compact();
    }

    @Test
    void aMarkThatIsDamagedIsWrittenAnew() throws Exception {
        skip(true);
        for (String mark : bed.keys(MARKS)) {
            byte[] whole = bed.store.get(mark);
            byte[] bytes = whole.clone();
            bytes[bytes.length / 2] ^= 1;
            replace(mark, bytes);

            compact();

            assertThat(bed.store.get(mark)).as(mark).isEqualTo(whole);
        }
        assertThat(problems()).isEmpty();
    }

    private List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        new StoreVerifier(
                        bed.store,
                        new VerifyListener() {
                            @Override
                            public void checking(String object, VerifySummary done) {}

                            @Override
                            public void problem(Problem problem) {
                                problems.add(problem.object());
                            }
                        })
                .run();
        return problems;
    }
}
