// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.rules.StreamRetention;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactorTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path scratch;
    private Bed bed = new Bed(Path.of("/"));

    @BeforeEach
    void prepare() {
        bed = new Bed(scratch);
    }

    @Test
    void segmentsBecomeHoursThenADay() throws IOException {
        List<String> expected = fill();
        Compactor compactor = bed.compactor(bed.store);

        compactor.run(false);
        assertThat(bed.read(ACME)).isEqualTo(expected);
        assertThat(bed.index(ACME).live().values()).extracting(IndexedBlock::level).contains(1);
        assertThat(bed.keys("segments/")).isNotEmpty();

        bed.pass(Duration.ofDays(2));
        compactor.run(false);
        assertThat(bed.index(ACME).live()).hasSize(1);
        assertThat(bed.read(ACME)).isEqualTo(expected);

        for (int i = 0; i < 3; i++) {
            bed.pass(Bed.DELAY);
            compactor.run(false);
        }
        assertThat(bed.keys("segments/")).isEmpty();
        assertThat(bed.index(ACME).gone()).isEmpty();
        assertThat(bed.keys("tenants/acme/blocks/")).allMatch(this::isLive);
        assertThat(bed.keys("floors/")).hasSize(2);
        assertThat(bed.read(ACME)).isEqualTo(expected);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aForcedRunDoesEverythingAtOnce() throws IOException {
        List<String> expected = fill();

        RunReport report = bed.compactor(bed.store).run(true);

        assertThat(report.get(Count.FAILURES)).isZero();
        assertThat(report.get(Count.SEGMENTS_COMPACTED)).isEqualTo(30);
        assertThat(bed.read(ACME)).isEqualTo(expected);
        assertThat(bed.keys("segments/")).isEmpty();
        assertThat(bed.index(ACME).live()).hasSize(1);
        assertThat(bed.index(ACME).gone()).isEmpty();
        assertThat(bed.keys("tenants/acme/blocks/")).allMatch(this::isLive);
        RunReport again = bed.compactor(bed.store).run(true);
        assertThat(again.get(Count.BLOCKS_MADE)).isZero();
    }

    @Test
    void nothingIsDoneBeforeItIsDue() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        fill();

        compactor.run(false);
        assertThat(bed.keys("tenants/acme/blocks/")).isNotEmpty(); // ten segments
        assertThat(bed.keys("tenants/other/")).isNotEmpty();
    }

    @Test
    void aDeletedServiceIsGoneFromEveryObject() throws IOException {
        fill();
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos())));
        bed.requests(compactor, bed.store)
                .delete(ACME, "{service_name=\"api\"}", Long.MIN_VALUE, Long.MAX_VALUE);

        List<String> rest = bed.read(ACME);
        assertThat(rest).isNotEmpty().noneMatch(line -> line.contains("api"));
        bed.cut("p", List.of(new Pushed(ACME, "api", "later", bed.nowNanos())));
        assertThat(bed.read(ACME)).hasSize(rest.size() + 1);

        compactor.run(true);
        assertThat(bed.read(ACME)).hasSize(rest.size() + 1);
        assertThat(bed.index(ACME).deletions().values()).allMatch(each -> each.isFinished());
        assertThat(bed.requests(compactor, bed.store).list(ACME, compactor.cleaned()))
                .extracting(DeletionProgress::state)
                .containsExactly(DeletionProgress.State.DONE);
    }

    @Test
    void aDeletionWhoseObjectWasTakenForAStrayOneGetsItBack() throws IOException {
        fill();
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        bed.requests(compactor, bed.store)
                .delete(ACME, "{service_name=\"api\"}", Long.MIN_VALUE, Long.MAX_VALUE);
        List<Deletion> asked = new DeletionStore(bed.store).list(ACME);
        assertThat(asked).hasSize(1);
        bed.store.delete(DeletionStore.key(ACME, asked.getFirst().id()));

        compactor.run(true);

        List<Deletion> found = new DeletionStore(bed.store).list(ACME);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().id()).isEqualTo(asked.getFirst().id());
        assertThat(found.getFirst().positions()).isEqualTo(asked.getFirst().positions());
    }

    @Test
    void aDeletedTenantLeavesNoObject() throws IOException {
        fill();
        bed.store.putIfAbsent("debug-info/acme/ab/exe", new byte[1]);
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        DeletionRequests requests = bed.requests(compactor, bed.store);
        List<String> others = bed.read(OTHER);
        requests.deleteTenant(ACME);
        assertThat(bed.read(ACME)).isEmpty();
        assertThat(requests.isGone(ACME, compactor.cleaned())).isFalse();

        RunReport report = compactor.run(true);

        assertThat(report.get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("tenants/acme/")).isEmpty();
        assertThat(bed.keys("debug-info/acme/")).isEmpty();
        assertThat(bed.keys("segments/")).isEmpty();
        assertThat(requests.isGone(ACME, compactor.cleaned())).isTrue();
        assertThat(bed.read(OTHER)).isEqualTo(others).isNotEmpty();
    }

    @Test
    void aDeletedTenantIsGoneByItselfAfterTheDelay() throws IOException {
        fill();
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        bed.requests(compactor, bed.store).deleteTenant(ACME);

        for (int i = 0; i < 4; i++) {
            compactor.run(false);
            assertThat(bed.read(ACME)).isEmpty();
            bed.pass(Bed.DELAY);
        }

        assertThat(bed.keys("tenants/acme/")).isEmpty();
        assertThat(bed.keys("segments/")).isEmpty();
    }

    @Test
    void aTenantThatBeginsAnewIsANewOne() throws IOException {
        fill();
        Compactor compactor = bed.compactor(bed.store);
        bed.requests(compactor, bed.store).deleteTenant(ACME);
        compactor.run(true);
        bed.cut("p", List.of(new Pushed(ACME, "api", "later", bed.nowNanos())));

        assertThat(bed.read(ACME)).hasSize(1);
        compactor.run(true);
        assertThat(bed.read(ACME)).hasSize(1);
        assertThat(bed.index(ACME).live()).hasSize(1);
    }

    @Test
    void retentionTakesAwayWhatIsTooOldAndNothingElse() throws IOException {
        bed.retain(
                ACME,
                new RetentionLimits(
                        Duration.ofDays(90),
                        List.of(
                                new StreamRetention(
                                        Selector.parse("{namespace=\"dev\"}"),
                                        1,
                                        Duration.ofDays(7)))));
        List<Pushed> pushed = new ArrayList<>();
        for (int day = 0; day < 20; day++) {
            long time = bed.nowNanos() - day * (24 * Bed.HOUR);
            pushed.add(new Pushed(ACME, "api", "dev", time));
            pushed.add(new Pushed(ACME, "api", "prod", time));
        }
        bed.cut("p", pushed);
        Compactor compactor = bed.compactor(bed.store);
        List<String> before = bed.read(ACME);
        assertThat(before).hasSize(28);

        compactor.run(false);
        assertThat(bed.read(ACME)).isEqualTo(before);
        bed.pass(Duration.ofDays(5));
        assertThat(bed.read(ACME)).hasSize(23);
        compactor.run(false);
        assertThat(bed.read(ACME)).hasSize(23);
        assertThat(profiles()).isEqualTo(24); // one is not old enough to be worth a copy
        bed.pass(Duration.ofHours(20));
        compactor.run(true);
        assertThat(profiles()).isEqualTo(bed.read(ACME).size());
        bed.pass(Duration.ofHours(5)); // looked at not long ago, but asked to do it all
        compactor.run(true);
        assertThat(profiles()).isEqualTo(bed.read(ACME).size()).isLessThan(23);

        bed.pass(Duration.ofDays(100));
        compactor.run(false);
        assertThat(bed.index(ACME).live()).isEmpty();
        bed.pass(Bed.DELAY);
        compactor.run(true);
        assertThat(bed.keys("tenants/acme/blocks/")).isEmpty();
        assertThat(bed.keys("segments/")).isEmpty();
    }

    @Test
    void aDamagedBlockKeepsNothingElseWaiting() throws IOException {
        fill();
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false);
        String key =
                bed.keys("tenants/acme/blocks/").stream()
                        .filter(each -> each.endsWith("samples.parquet"))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = bed.store.get(key);
        byte[] damaged = bytes.clone();
        damaged[10] ^= 1;
        bed.store.delete(key);
        bed.store.putIfAbsent(key, damaged);
        bed.pass(Duration.ofDays(2));
        List<String> others = bed.read(OTHER);

        assertThat(compactor.run(false).get(Count.FAILURES)).isPositive();
        assertThat(bed.index(OTHER).live()).hasSize(1);
        assertThat(bed.read(OTHER)).isEqualTo(others);
        assertThat(compactor.run(false).get(Count.FAILURES)).isZero();

        bed.store.delete(key);
        bed.store.putIfAbsent(key, bytes);
        bed.pass(Duration.ofHours(2));
        assertThat(compactor.run(false).get(Count.FAILURES)).isZero();
        assertThat(bed.index(ACME).live()).hasSize(1);
    }

    private long profiles() throws IOException {
        return bed.index(ACME).live().values().stream().mapToLong(IndexedBlock::profiles).sum();
    }

    /// Ten segments of each of two partitions, two tenants, over four hours.
    private List<String> fill() throws IOException {
        for (int i = 0; i < 10; i++) {
            for (String partition : List.of("p", "q")) {
                List<Pushed> pushed = new ArrayList<>();
                for (int k = 0; k < 4; k++) {
                    long time = bed.nowNanos() - (i * 24L + k) * MINUTE;
                    String service = k % 2 == 0 ? "api" : "db";
                    pushed.add(new Pushed(i % 2 == 0 ? ACME : OTHER, service, "dev", time));
                    pushed.add(new Pushed(ACME, service, "prod", time));
                }
                bed.cut(partition, pushed);
            }
        }
        return bed.read(ACME);
    }

    private boolean isLive(String key) {
        try {
            return bed.index(ACME).live().keySet().stream()
                    .anyMatch(id -> key.startsWith("tenants/acme/blocks/" + id.text()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
