// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.index.TenantIndex;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A compactor that dies, or sleeps, at each of its operations.
@ExtendWith(Seeded.class)
final class CrashTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");
    private static final long MINUTE = 60_000_000_000L;
    private static final Duration LONG = Duration.ofHours(9);

    /// The one key that may come back, if the tenant does: whoever sleeps right before he deletes
    /// it, takes away the beginning of the new index, which has to be rebuilt then.
    private static final String FIRST_DELETED =
            "delete tenants/acme/index/00000000000000000001-0000000000000000";

    private static final int STRIDE = Integer.getInteger("test.stride", 24);

    @TempDir Path scratch;

    /// Something that a compactor does over a bed that was prepared.
    enum Scenario {
        /// Segments become blocks, and everything else goes.
        FORCED {
            @Override
            void run(Bed bed, Compactor compactor, ObjectStore store) throws IOException {
                compactor.run(true);
            }
        },
        /// Segments become blocks.
        DUE {
            @Override
            void run(Bed bed, Compactor compactor, ObjectStore store) throws IOException {
                compactor.run(false);
            }
        },
        /// Some series are deleted, then all is done at once.
        DELETION {
            @Override
            void run(Bed bed, Compactor compactor, ObjectStore store) throws IOException {
                bed.requests(compactor, store)
                        .delete(ACME, "{namespace=\"dev\"}", 0, Long.MAX_VALUE);
                compactor.run(true);
            }
        },
        /// A tenant is deleted, then all is done at once.
        TENANT {
            @Override
            void run(Bed bed, Compactor compactor, ObjectStore store) throws IOException {
                bed.requests(compactor, store).deleteTenant(ACME);
                compactor.run(true);
            }
        };

        abstract void run(Bed bed, Compactor compactor, ObjectStore store) throws IOException;

        /// What must be there when it is done.
        List<String> after(List<String> before) {
            return switch (this) {
                case FORCED, DUE -> before;
                case DELETION -> before.stream().filter(line -> !line.contains("dev")).toList();
                case TENANT -> List.of();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void whereverACompactorDiesAnotherOneFinishes(Scenario scenario) throws IOException {
        Bed start = prepared();
        for (boolean isDone : new boolean[] {false, true}) {
            int last = 0;
            while (die(start, scenario, last, isDone)) {
                last++;
            }
            assertThat(last).isGreaterThan(20);
        }
    }

    private boolean die(Bed start, Scenario scenario, int last, boolean isDone) throws IOException {
        Bed bed = start.copy();
        List<String> before = bed.read(ACME);
        List<String> others = bed.read(OTHER);
        HookedStore dying = HookedStore.dyingAt(bed.store, last, isDone);
        try {
            scenario.run(bed, bed.compactor(dying), dying);
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("the process is dead");
        }
        List<String> seen = bed.read(ACME);
        String what = "%s, change %d, %s".formatted(scenario, last, isDone);
        assertThat(seen).as(what).isIn(before, scenario.after(before));
        assertThat(bed.read(OTHER)).as(what).isEqualTo(others);

        bed.pass(LONG);
        bed.compactor(bed.store).run(true);
        assertThat(bed.read(ACME)).as(what).isEqualTo(seen);
        assertThat(bed.read(OTHER)).as(what).isEqualTo(others);
        assertClean(bed, what);
        assertDeletedIsGone(bed, seen, what);
        return dying.changes() > last;
    }

    /// Before every change, and before some reads.
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void whereverACompactorSleepsOthersWorkAndItDoesNoHarm(
            Scenario scenario, RandomGenerator random) throws IOException {
        Bed start = prepared();
        int at = 0;
        while (sleep(start, scenario, at)) {
            at += 1 + random.nextInt(STRIDE);
        }
        assertThat(at).isGreaterThan(100);
    }

    /// While it sleeps, longer than every delay, another one does all there is to do, and more is
    /// pushed.
    private boolean sleep(Bed start, Scenario scenario, int at) throws IOException {
        Bed bed = start.copy();
        List<List<String>> later = new ArrayList<>();
        HookedStore sleeping =
                new HookedStore(
                        bed.store,
                        step -> {
                            boolean isNow = step.number() == at && !step.isDone();
                            if (isNow && !step.name().equals(FIRST_DELETED)) {
                                later.add(othersWork(bed));
                            }
                        });
        try {
            scenario.run(bed, bed.compactor(sleeping), sleeping);
        } catch (IOException e) {
            assertThat(later).isNotEmpty();
        }
        String what = "%s, operation %d, %s".formatted(scenario, at, sleeping.name(at));
        List<String> expected = later.isEmpty() ? bed.read(ACME) : later.getFirst();
        List<String> seen = bed.read(ACME);
        assertThat(seen)
                .as(what)
                .isIn(expected, scenario.after(expected), spared(scenario, expected));
        bed.pass(LONG);
        bed.compactor(bed.store).run(true);
        assertThat(bed.read(ACME)).as(what).isEqualTo(seen);
        assertClean(bed, what);
        assertDeletedIsGone(bed, seen, what);
        return sleeping.name(at + 1).contains(" ");
    }

    /// A deletion whose positions were taken before the push does not hit what was pushed.
    private static List<String> spared(Scenario scenario, List<String> before) {
        List<String> after = scenario.after(before);
        return before.stream()
                .filter(line -> line.contains("late") || after.contains(line))
                .toList();
    }

    private static List<String> othersWork(Bed bed) throws IOException {
        bed.pass(LONG);
        bed.compactor(bed.store).run(true);
        bed.cut("p", List.of(new Pushed(ACME, "late", "dev", bed.nowNanos())));
        bed.cut("q", List.of(new Pushed(ACME, "late", "prod", bed.nowNanos())));
        List<String> seen = bed.read(ACME);
        bed.compactor(bed.store).run(true);
        assertThat(bed.read(ACME)).isEqualTo(seen);
        bed.pass(LONG);
        return seen;
    }

    /// At each operation of a run, a reader sees the same.
    @Test
    void readersSeeTheSameAtEachOperation(RandomGenerator random) throws IOException {
        Bed bed = prepared();
        List<String> before = bed.read(ACME);
        List<String> others = bed.read(OTHER);
        HookedStore watched =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (random.nextInt(4) == 0) {
                                assertThat(bed.read(ACME)).as(step.name()).isEqualTo(before);
                                assertThat(bed.read(OTHER)).as(step.name()).isEqualTo(others);
                            }
                        });
        Compactor compactor = bed.compactor(watched);
        compactor.run(false);
        bed.pass(Duration.ofDays(2));
        compactor.run(false);
        compactor.run(true);
        assertThat(bed.read(ACME)).isEqualTo(before);
    }

    /// What no query sees is in no object.
    private static void assertDeletedIsGone(Bed bed, List<String> seen, String what)
            throws IOException {
        if (seen.stream().noneMatch(line -> line.contains("api"))) {
            assertThat(bed.holding("api")).as(what).isEmpty();
        }
    }

    /// Nothing is in the store that does not count.
    static void assertClean(Bed bed, String what) throws IOException {
        Set<String> allowed = new HashSet<>();
        for (TenantId tenant : List.of(ACME, OTHER)) {
            TenantIndex index = bed.index(tenant);
            assertThat(index.pending()).as(what).isEmpty();
            assertThat(index.gone()).as(what).isEmpty();
            index.live().keySet().forEach(id -> allowed.add(id.text()));
        }
        for (String key : bed.keys("")) {
            String[] parts = key.split("/", -1);
            boolean isBlock = parts.length > 3 && parts[2].equals("blocks");
            assertThat(!isBlock || allowed.contains(parts[3])).as("%s: %s", what, key).isTrue();
        }
        assertThat(bed.keys("segments/")).as(what).isEmpty();
        assertThat(bed.keys("floors/")).as(what).hasSize(2);
        for (TenantId tenant : List.of(ACME, OTHER)) {
            assertThat(bed.keys("tenants/" + tenant + "/index/"))
                    .as(what)
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    /// Blocks of an earlier run, and segments of two partitions.
    private Bed prepared() throws IOException {
        Bed bed = new Bed(scratch);
        Pushed last = null;
        for (int i = 0; i < 3; i++) {
            for (String partition : List.of("p", "q")) {
                long time = bed.nowNanos() - (i * 50L) * MINUTE;
                List<Pushed> pushed = new ArrayList<>();
                pushed.add(new Pushed(ACME, "api", "dev", time));
                pushed.add(new Pushed(ACME, "db", "prod", time + 1));
                pushed.add(new Pushed(OTHER, "db", "prod", time));
                Pushed copied = new Pushed(ACME, "db", "prod", time + 2, i + 1, false);
                pushed.add(partition.equals("p") ? copied : copied.copy());
                if (last != null) {
                    pushed.add(last.copy());
                }
                last = copied;
                bed.cut(partition, pushed);
            }
            if (i == 1) {
                bed.compactor(bed.store).run(false);
            }
        }
        return bed;
    }
}
