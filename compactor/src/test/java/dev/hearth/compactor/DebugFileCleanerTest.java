// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
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

    @BeforeEach
    void prepare() {
        bed = new Bed(scratch);
    }

    private void put(String folder, String... names) throws IOException {
        for (String name : names) {
            bed.store.putIfAbsent(folder + name, new byte[] {1});
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
                        List.of("metadata"),
                        List.of("metadata", "exe"),
                        List.of("upload"),
                        List.of("upload", "exe", "symbols-v1"))) {
            put(FILE, late.toArray(String[]::new));
            bed.pass(Bed.DELAY.dividedBy(8)); // cleaned that often

            compactor.run(false);
            assertThat(bed.keys(FILE)).as("%s", late).hasSize(late.size());
            bed.pass(Bed.TIMEOUT);
            compactor.run(false);

            assertThat(bed.keys(FILE)).as("%s", late).isEmpty();
        }
    }

    @Test
    void filesThatAreWholeAndUploadsUnderWayStay() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        put(FILE, "exe", "symbols-v1", "metadata");
        put(OTHER, "upload", "exe", "symbols-v1");

        compactor.run(true);
        bed.pass(Duration.ofMinutes(20));
        compactor.run(true);
        assertThat(bed.keys("debug-info/")).hasSize(6);

        put(OTHER, "metadata");
        bed.pass(Bed.TIMEOUT);
        compactor.run(true);
        bed.pass(Bed.TIMEOUT);
        compactor.run(true);
        assertThat(bed.keys("debug-info/")).hasSize(6).noneMatch(key -> key.endsWith("upload"));
    }
}
