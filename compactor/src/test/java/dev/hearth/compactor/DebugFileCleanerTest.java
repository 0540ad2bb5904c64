// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debug files that nobody can use do not stay.
final class DebugFileCleanerTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final String FILE = "debug-info/acme/0123456789abcdef/";
    private static final String OTHER = "debug-info/acme/fedcba9876543210/";

    @TempDir Path scratch;
    private Bed bed = new Bed(Path.of("/"));
    private byte puts;

    @BeforeEach
    void prepare() {
        bed = new Bed(scratch);
    }

    private void put(String folder, String... names) throws IOException {
        for (String name : names) {
            bed.store.putIfAbsent(folder + name, new byte[] {++puts}); // no mark is as another
        }
    }

    @Test
    void aTenantsDeletionLeavesNoObjectBehind() throws IOException {
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos())));
        put(FILE, "exe", "symbols-v1", "checksums-v1", "metadata");
        put(OTHER, "upload", "exe");
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(true);
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos())));

        bed.requests(compactor, bed.store).deleteTenant(ACME);
        RunReport report = compactor.run(true);

        assertThat(report.get(Count.TENANTS_ENDED)).isEqualTo(1);
        assertThat(bed.keys("")).noneMatch(key -> key.contains("acme"));
        assertThat(bed.keys("segments/")).isEmpty();
    }

    @Test
    void whatIsPutAfterTheTenantWasDeletedGoes() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        for (List<String> late :
                List.of(
                        List.of("exe", "symbols-v1", "checksums-v1"),
                        List.of("symbols-v2"),
                        List.of("upload"),
                        List.of("upload", "exe", "symbols-v1"))) {
            put(FILE, late.toArray(String[]::new));
            bed.pass(Bed.DELAY.dividedBy(8)); // cleaned that often

            compactor.run(false);
            assertThat(bed.keys(FILE)).as("%s", late).hasSize(late.size());
            passAndClean(compactor);
            passAndClean(compactor);

            assertThat(bed.keys(FILE)).as("%s", late).isEmpty();
        }
    }

    /// As long as an upload may take, seen all the time.
    private void passAndClean(Compactor compactor) throws IOException {
        bed.pass(Bed.DELAY.dividedBy(8));
        compactor.run(false);
        bed.pass(Bed.TIMEOUT);
        compactor.run(false);
    }

    @Test
    void aCompleteFileStaysWhateverIsLeftOfIt() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        put(FILE, "metadata", "symbols-v1"); // queries need no more
        put(OTHER, "metadata", "exe", "symbols-v2"); // of a newer version
        put("debug-info/acme/ab/", "metadata");
        put("debug-info/acme/cd/", "metadata", "exe");

        for (int i = 0; i < 3; i++) {
            compactor.run(true);
            bed.pass(Bed.TIMEOUT);
        }

        assertThat(bed.keys("debug-info/")).hasSize(8);
    }

    @Test
    void uploadsUnderWayStay() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        put(OTHER, "upload", "exe", "symbols-v1");

        compactor.run(true);
        bed.pass(Duration.ofMinutes(20));
        compactor.run(true);
        assertThat(bed.keys("debug-info/")).hasSize(3);

        put(OTHER, "metadata");
        bed.pass(Bed.TIMEOUT);
        passAndClean(compactor);
        assertThat(bed.keys("debug-info/")).hasSize(3).noneMatch(key -> key.endsWith("upload"));
    }

    /// A client whose uploads fail begins them anew: what it puts looks the same each time.
    @Test
    void anUploadThatWasBegunAnewIsNotOld() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        put(FILE, "upload", "exe", "symbols-v1");
        compactor.run(true);
        bed.pass(Bed.TIMEOUT);
        bed.store.delete(FILE + "upload");
        bed.store.putIfAbsent(FILE + "upload", new byte[] {100});

        compactor.run(true);

        assertThat(bed.keys(FILE)).hasSize(3);
    }

    /// It has read that the upload was begun, and is slow.
    @Test
    void whoCompletesAnUploadThatIsGivenUpLosesNothing() throws IOException {
        put(FILE, "upload", "exe", "symbols-v1");
        for (String moment : List.of("get " + FILE + "upload", "delete " + FILE + "upload")) {
            ObjectStore slow =
                    new HookedStore(
                            bed.store,
                            step -> {
                                if (step.isDone() && step.name().equals(moment)) {
                                    put(FILE, "metadata");
                                }
                            });
            Compactor compactor = bed.compactor(slow);
            passAndClean(compactor);
            passAndClean(compactor);

            assertThat(bed.keys(FILE)).contains(FILE + "metadata", FILE + "exe");
            bed.store.delete(FILE + "metadata");
            put(FILE, "upload");
        }
    }

    /// A listing that lags does not show yet that the upload is complete.
    @Test
    void whatIsCompletedBeforeItIsDeletedStays() throws IOException {
        put(FILE, "exe", "symbols-v1");
        boolean[] isLate = {false};
        Compactor compactor =
                bed.compactor(
                        new HookedStore(
                                bed.store,
                                step -> {
                                    if (step.isDone()
                                            && isLate[0]
                                            && step.name().equals("list debug-info/acme/")) {
                                        put(FILE, "metadata");
                                    }
                                }));
        compactor.run(false);
        bed.pass(Bed.TIMEOUT);
        isLate[0] = true;

        compactor.run(false);

        assertThat(bed.keys(FILE)).hasSize(3);
    }

    @Test
    void aTenantsFilesAreListedAtOnceByTheOneWhoseItIs() throws IOException {
        for (int i = 0; i < 300; i++) {
            put("debug-info/acme/%08x/".formatted(i), "exe", "metadata", "symbols-v1");
            put("debug-info/blue/%08x/".formatted(i), "exe", "metadata", "symbols-v1");
        }
        HookedStore counted = new HookedStore(bed.store, _ -> {});
        DebugFileCleaner cleaner =
                new DebugFileCleaner(counted, Bed.TIMEOUT, new Ages(() -> 0), () -> false);

        assertThat(cleaner.clean(ACME::equals)).isZero();

        assertThat(counted.names()).filteredOn(name -> name.contains("acme")).hasSize(1);
        assertThat(counted.names()).noneMatch(name -> name.contains("blue"));
    }

    @Test
    void stopsWhenItIsClosed() throws IOException {
        put(FILE, "upload");
        HookedStore counted = new HookedStore(bed.store, _ -> {});

        new DebugFileCleaner(counted, Duration.ZERO, new Ages(() -> 0), () -> true)
                .clean(_ -> true);

        assertThat(bed.keys(FILE)).hasSize(1);
        assertThat(counted.names()).containsExactly("list debug-info/");
    }
}
