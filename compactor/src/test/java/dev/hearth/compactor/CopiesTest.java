// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.merge.CopyFinder;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Profiles of which several partitions have a copy, on their way into blocks.
@ExtendWith(Seeded.class)
final class CopiesTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path scratch;

    private static long value(long number) {
        return Bed.NUMBERED + number;
    }

    private long total(Bed bed) throws IOException {
        long all = bed.blockTotal(ACME, Long.MIN_VALUE, Long.MAX_VALUE);
        long hours = 0;
        long start = Math.floorDiv(bed.nowNanos(), Bed.HOUR) * Bed.HOUR;
        for (int i = -60; i < 3; i++) {
            long hour = start + i * Bed.HOUR;
            hours += bed.blockTotal(ACME, hour, hour + Bed.HOUR - 1);
        }
        assertThat(hours).isEqualTo(all);
        return all;
    }

    private static long marked(Bed bed) throws IOException {
        return bed.index(ACME).live().values().stream().mapToLong(IndexedBlock::marked).sum();
    }

    @Test
    void ofTwoInOneCompactionOneIsKeptAndStaysMarked() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, false);
        bed.cut("p", List.of(one));
        bed.cut("q", List.of(one.copy()));
        List<String> before = bed.read(ACME);

        bed.compactor(bed.store).run(true);

        assertThat(before).hasSize(1);
        assertThat(bed.read(ACME)).isEqualTo(before);
        assertThat(total(bed)).isEqualTo(value(1));
        assertThat(marked(bed)).isEqualTo(1);
    }

    @Test
    void aMarkedOneThatComesLaterIsDropped() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, false);
        bed.cut("p", List.of(one));
        bed.compactor(bed.store).run(true);
        bed.cut("q", List.of(one.copy()));
        bed.compactor(bed.store).run(true);

        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(total(bed)).isEqualTo(value(1));
        assertThat(bed.keys("segments/")).isEmpty();
    }

    @Test
    void anUnmarkedOneThatComesLaterIsDropped() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, false);
        bed.cut("q", List.of(one.copy()));
        bed.compactor(bed.store).run(true);
        bed.cut("p", List.of(one));
        bed.compactor(bed.store).run(true);
        bed.cut("r", List.of(one.copy()));
        bed.compactor(bed.store).run(true);

        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(total(bed)).isEqualTo(value(1));
    }

    @Test
    void differentProfilesWithEqualLabelsAndTimeAreBothKept() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, true);
        Pushed other = new Pushed(ACME, "api", "dev", bed.nowNanos(), 2, true);
        bed.cut("p", List.of(one));
        bed.compactor(bed.store).run(true);
        bed.cut("q", List.of(other));
        bed.compactor(bed.store).run(true);

        assertThat(bed.read(ACME)).hasSize(2);
        assertThat(total(bed)).isEqualTo(value(1) + value(2));
        assertThat(marked(bed)).isEqualTo(2);
    }

    @Test
    void aCopyInAnotherWindowOfTimeIsFound() throws IOException {
        Bed bed = new Bed(scratch);
        long hour = Math.floorDiv(bed.nowNanos(), Bed.HOUR) * Bed.HOUR;
        Pushed one = new Pushed(ACME, "api", "dev", hour - 1, 1, false);
        Pushed late = new Pushed(ACME, "api", "dev", hour + 1, 1, true);
        bed.cut("p", List.of(one));
        bed.compactor(bed.store).run(true);
        bed.cut("q", List.of(late));
        bed.compactor(bed.store).run(true);

        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(total(bed)).isEqualTo(value(1));
    }

    @Test
    void aCopyOfWhatIsDeletedIsKeptIfItCameAfter() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, false);
        bed.cut("p", List.of(one));
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(true);
        bed.requests(compactor, bed.store).delete(ACME, "{namespace=\"dev\"}", 0, Long.MAX_VALUE);
        assertThat(bed.read(ACME)).isEmpty();
        bed.cut("q", List.of(one.copy()));
        List<String> after = bed.read(ACME);

        compactor.run(true);

        assertThat(after).hasSize(1);
        assertThat(bed.read(ACME)).isEqualTo(after);
    }

    @Test
    void aDamagedBlockStopsWhatMayHaveACopyInItUntilAnOperatorSkipsIt() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed one = new Pushed(ACME, "api", "dev", bed.nowNanos(), 1, true);
        bed.cut("p", List.of(one));
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(true);
        String damaged = damageBlock(bed);
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos(), 2, true)));
        assertThat(compactor.run(true).get(Count.FAILURES)).isPositive();
        assertThat(bed.keys("segments/p/")).hasSize(1);
        bed.pass(Duration.ofMinutes(30));

        RunReport report = compactor.run(Wish.skippingDamaged(ACME), () -> {});

        assertThat(report.get(Count.BLOCKS_SKIPPED)).isEqualTo(1);
        assertThat(report.get(Count.PARTS_LOST)).isZero();
        assertThat(report.get(Count.FAILURES)).isZero();
        assertThat(report.get(Count.SEGMENTS_COMPACTED)).isEqualTo(1);
        assertThat(bed.index(ACME).live()).hasSize(2);
        assertThat(bed.keys(damaged)).as("it is kept").hasSize(1);

        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos(), 3, true)));
        assertThat(bed.compactor(bed.store).run(true).get(Count.SEGMENTS_COMPACTED))
                .as("it is skipped from now on, by every process")
                .isEqualTo(1);
    }

    @Test
    void copiesAreFoundHoweverFewProfilesAreInMemoryAtATime() throws IOException {
        Bed bed = new Bed(scratch);
        List<Pushed> home = new ArrayList<>();
        List<Pushed> away = new ArrayList<>();
        for (int number = 1; number <= 20; number++) {
            long time = bed.nowNanos() - (20 - number) * MINUTE;
            Pushed one = new Pushed(ACME, "api", "dev", time, number, false);
            home.add(one);
            if (number % 3 == 0) {
                away.add(one.copy());
            }
        }
        bed.cut("p", home);
        bed.cut("q", away);
        MergeInput.OfSegment p = segment(bed, "p");
        MergeInput.OfSegment q = segment(bed, "q");
        Bed compacted = new Bed(scratch);
        compacted.cut("p", home);
        compacted.compactor(compacted.store).run(true);
        compacted.cut("q", away);
        String meta =
                compacted.keys("tenants/acme/blocks/").stream()
                        .filter(key -> key.endsWith("/meta.json"))
                        .findFirst()
                        .orElseThrow();
        MergeInput.OfBlock block =
                new MergeInput.OfBlock(
                        new BlockMetaJson().decode(meta, compacted.store.get(meta)),
                        HiddenTimes.NOTHING);

        for (int rowsAtOnce : new int[] {1, 4, 7, 19, 20, 21}) {
            assertThat(finder(bed, rowsAtOnce).withoutCopies(ACME, List.of(p, q), List.of()))
                    .as("%d at once", rowsAtOnce)
                    .extracting(each -> each.dropped().count())
                    .containsExactly(6, 0);
            assertThat(
                            finder(compacted, rowsAtOnce)
                                    .withoutCopies(
                                            ACME, List.of(segment(compacted, "q")), List.of(block)))
                    .as("%d at once, of a block", rowsAtOnce)
                    .extracting(each -> each.dropped().count())
                    .containsExactly(6);
        }
    }

    private static CopyFinder finder(Bed bed, int rowsAtOnce) {
        return new CopyFinder(
                bed.store, new SegmentReader(bed.store, new BlockCache(1 << 20)), rowsAtOnce);
    }

    private static MergeInput.OfSegment segment(Bed bed, String partition) throws IOException {
        String key = bed.keys("segments/" + partition + "/").getLast();
        return new MergeInput.OfSegment(key, HiddenTimes.NOTHING);
    }

    private static String damageBlock(Bed bed) throws IOException {
        String key =
                bed.keys("tenants/acme/blocks/").stream()
                        .filter(each -> each.endsWith("/profiles.parquet"))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = bed.store.get(key).clone();
        bytes[bytes.length / 2] ^= 1;
        bed.store.delete(key);
        bed.store.putIfAbsent(key, bytes);
        return key;
    }

    @RepeatedTest(20)
    void copiesInAnyOrderAreKeptOnce(RandomGenerator random) throws IOException {
        Bed bed = new Bed(scratch);
        List<Pushed> copies = new ArrayList<>();
        long expected = 0;
        for (int number = 1; number <= 30; number++) {
            long time = bed.nowNanos() - random.nextLong(90) * MINUTE;
            boolean isHomeMarked = random.nextInt(4) == 0;
            String service = random.nextBoolean() ? "api" : "db";
            Pushed pushed = new Pushed(ACME, service, "dev", time, number, isHomeMarked);
            copies.add(pushed);
            for (int i = random.nextInt(3); i > 0; i--) {
                copies.add(pushed.copy());
            }
            expected += value(number);
        }
        Collections.shuffle(copies, java.util.Random.from(random));
        while (!copies.isEmpty()) {
            List<Pushed> some = copies.subList(0, Math.min(copies.size(), 1 + random.nextInt(9)));
            bed.cut("p" + random.nextInt(3), some);
            some.clear();
            if (random.nextInt(3) == 0) {
                List<String> before = bed.read(ACME);
                bed.compactor(bed.store).run(random.nextBoolean());
                assertThat(bed.read(ACME)).isEqualTo(before);
            }
        }
        bed.compactor(bed.store).run(true);
        bed.pass(Duration.ofHours(30));
        bed.compactor(bed.store).run(true);

        assertThat(bed.read(ACME)).hasSize(30);
        assertThat(total(bed)).isEqualTo(expected);
    }
}
