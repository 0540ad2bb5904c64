// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.block.audit.InspectionJson;
import dev.hearth.block.audit.StoreInspection;
import dev.hearth.block.audit.StoreInspector;
import dev.hearth.testing.Seeded;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Seeded.class)
final class StoreInspectorTest {

    @TempDir private Path scratch;

    @Test
    void tellsTenantsBlocksServicesAndPartitions(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        StoreInspection inspection = new StoreInspector(bed.store).inspect();
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.tenants()).hasSize(2);
        for (StoreInspection.Tenant tenant : inspection.tenants()) {
            long samples =
                    tenant.services().values().stream()
                            .mapToLong(StoreInspection.ServiceSize::samples)
                            .sum();
            assertThat(samples).isEqualTo(tenant.samples()).isPositive();
            long bytes =
                    tenant.services().values().stream()
                            .mapToLong(StoreInspection.ServiceSize::totalBytes)
                            .sum();
            assertThat(bytes).isBetween(tenant.bytes() / 2, tenant.bytes());
        }
        StoreInspection.Partition partition = inspection.partitions().getFirst();
        assertThat(partition.floor()).isEqualTo(20);
        assertThat(partition.end()).isEqualTo(70);
        assertThat(partition.segments()).isEqualTo(5);
        assertThat(partition.below()).isEqualTo(1);
        assertThat(partition.bytes()).isPositive();
    }

    @Test
    void saysTheSameAsJson(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        StoreInspection inspection = new StoreInspector(bed.store).inspect();
        JsonNode json = new ObjectMapper().readTree(new InspectionJson().text(inspection));
        JsonNode tenant = json.path("tenants").path(0);
        assertThat(tenant.path("tenant").asText()).isEqualTo("a");
        assertThat(tenant.path("blocks")).hasSize(2);
        assertThat(tenant.path("gone_blocks").asInt()).isEqualTo(2);
        assertThat(tenant.path("deletions").path(0).path("selector").asText())
                .isEqualTo("{service_name=\"none\"}");
        assertThat(tenant.path("services").path(0).path("bytes_by_file").properties()).isNotEmpty();
        assertThat(json.path("partitions").path(0).path("end").asLong()).isEqualTo(70);
    }

    @Test
    void tellsWhatCannotBeRead(RandomGenerator random) throws Exception {
        AuditBed bed = new AuditBed(random, scratch);
        String key = BlockKeys.meta(AuditBed.A, bed.newest(AuditBed.A).live().firstKey());
        bed.store.delete(key);
        StoreInspection inspection = new StoreInspector(bed.store).inspect();
        assertThat(inspection.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.object()).isEqualTo(key));
        assertThat(inspection.tenants()).hasSize(2);
    }
}
