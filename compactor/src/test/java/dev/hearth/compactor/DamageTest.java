// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.config.RetentionLimits;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is damaged, an operator can have the rest of the tenant compacted, and what he gave up
/// is on record.
final class DamageTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final long MINUTE = 60_000_000_000L;

    @TempDir Path scratch;
    private Bed bed = new Bed(Path.of("/"));

    @BeforeEach
    void prepare() {
        bed = new Bed(scratch);
    }

    @Test
    void withAnyObjectOfABlockDamagedTheRestIsCompactedOnAWish() throws IOException {
        String folder = "tenants/acme/blocks/" + blocks() + "/";
        bed.pass(Duration.ofDays(3));
        for (String key : bed.keys(folder)) {
            for (Map.Entry<String, byte[]> damage : damages(key).entrySet()) {
                String what = key + " " + damage.getKey();
                Bed copy = bed.copy();
                copy.store.delete(key);
                if (damage.getValue().length > 0) {
                    copy.store.putIfAbsent(key, damage.getValue());
                }
                Compactor compactor = copy.compactor(copy.store);

                RunReport report = compactor.run(Wish.skippingDamaged(ACME), () -> {});

                assertThat(report.get(Count.FAILURES)).as(what).isZero();
                List<IndexedBlock> live = List.copyOf(copy.index(ACME).live().values());
                List<IndexedBlock> skipped = live.stream().filter(IndexedBlock::isSkipped).toList();
                // A merge that has no use for a file does not miss it.
                assertThat(skipped).as(what).hasSize(report.get(Count.BLOCKS_SKIPPED) > 0 ? 1 : 0);
                assertThat(live).as(what).hasSize(1 + skipped.size());
                assertThat(copy.compactor(copy.store).run(true).get(Count.FAILURES))
                        .as("of another process later: %s", what)
                        .isZero();
                if (!skipped.isEmpty()) {
                    assertThat(copy.keys(folder)).as("it is kept: %s", what).isNotEmpty();
                }
                if (key.endsWith("meta.json") || key.endsWith("samples.parquet")) {
                    assertThat(skipped).as(what).hasSize(1);
                }
            }
        }
    }

    /// What can become of an object; an empty one means that it is missing.
    private Map<String, byte[]> damages(String key) throws IOException {
        byte[] bytes = bed.store.get(key);
        Map<String, byte[]> damages = new LinkedHashMap<>();
        for (int at : new int[] {0, bytes.length / 2, bytes.length - 9, bytes.length - 1}) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 1;
            damages.put("flipped at " + at, flipped);
        }
        damages.put("cut", Arrays.copyOf(bytes, bytes.length / 2));
        damages.put("missing", new byte[0]);
        String other =
                bed.keys("tenants/acme/blocks/").stream()
                        .filter(each -> !each.equals(key))
                        .filter(each -> each.endsWith(key.substring(key.lastIndexOf('/'))))
                        .findFirst()
                        .orElseThrow();
        damages.put("swapped with " + other, bed.store.get(other));
        return damages;
    }

    /// Makes blocks of hours, none of which is merged yet.
    ///
    /// @return the name of the first
    private String blocks() throws IOException {
        Compactor compactor = bed.compactor(bed.store);
        for (int i = 0; i < 3; i++) {
            push("p", "dev" + i);
            bed.pass(Duration.ofMinutes(61));
            compactor.run(false);
        }
        assertThat(bed.index(ACME).live().size()).isGreaterThan(2);
        return bed.index(ACME).live().firstKey().text();
    }

    @Test
    void aSkippedBlockIsReadAgainIfThatIsWanted() throws IOException, StaleIndexException {
        String block = blocks();
        Compactor compactor = bed.compactor(bed.store);
        int all = bed.index(ACME).live().size();
        bed.pass(Duration.ofDays(3));

        compactor.skip(ACME, bed.index(ACME).live().firstKey(), true);
        compactor.run(true);
        assertThat(all).isGreaterThan(2);
        assertThat(bed.index(ACME).live().firstKey().text()).isEqualTo(block);
        assertThat(bed.index(ACME).live()).hasSize(2);
        compactor.skip(ACME, bed.index(ACME).live().firstKey(), false);
        compactor.run(true);

        assertThat(bed.index(ACME).live()).hasSize(1);
        assertThatThrownBy(() -> compactor.skip(ACME, new dev.hearth.block.BlockId(block), true))
                .isInstanceOf(StaleIndexException.class)
                .hasMessageContaining(block);
    }

    @Test
    void aSkippedBlockGoesWhenAllInItIsTooOldOrTheTenantIsDeleted()
            throws IOException, StaleIndexException {
        String folder = "tenants/acme/blocks/" + blocks() + "/";
        bed.compactor(bed.store).skip(ACME, bed.index(ACME).live().firstKey(), true);
        for (String key : bed.keys(folder)) {
            bed.store.delete(key);
            bed.store.putIfAbsent(key, new byte[] {1});
        }
        Bed deleted = bed.copy();
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        bed.pass(Duration.ofDays(8));

        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
        Compactor compactor = deleted.compactor(deleted.store);
        deleted.requests(compactor, deleted.store).deleteTenant(ACME);
        assertThat(compactor.run(true).get(Count.TENANTS_ENDED)).isEqualTo(1);

        assertThat(bed.keys(folder)).isEmpty();
        assertThat(deleted.keys("tenants/")).isEmpty();
    }

    @Test
    void whatIsGivenUpOfASegmentIsInTheIndexUntilItWouldBeTooOld() throws IOException {
        bed.retain(ACME, new RetentionLimits(Duration.ofDays(7), List.of()));
        String key = pushDamaged();
        long time = bed.nowNanos() - MINUTE;
        push("p", "prod");

        bed.compactor(bed.store).run(Wish.skippingDamaged(ACME), () -> {});
        bed.compactor(bed.store).run(true);

        assertThat(bed.index(ACME).lost().values())
                .containsExactly(new LostPart(key, time, time, bed.now()));
        bed.pass(Duration.ofDays(8));
        bed.compactor(bed.store).run(false);
        assertThat(bed.index(ACME).lost()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsForgottenWithTheTenant() throws IOException {
        pushDamaged();
        push("p", "prod");
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(Wish.skippingDamaged(ACME), () -> {});
        assertThat(bed.index(ACME).lost()).hasSize(1);

        bed.requests(compactor, bed.store).deleteTenant(ACME);

        assertThat(bed.index(ACME).lost()).isEmpty();
    }

    @Test
    void theWishOfOneRunIsNotAnothers() throws IOException {
        pushDamaged();
        TenantId other = new TenantId("other");
        Compactor compactor = bed.compactor(bed.store);

        assertThat(compactor.run(Wish.skippingDamaged(other), () -> {}).get(Count.PARTS_LOST))
                .isZero();
        assertThat(compactor.run(false).get(Count.PARTS_LOST)).isZero();
        RunReport wanted = compactor.run(Wish.skippingDamaged(ACME), () -> {});

        assertThat(wanted.get(Count.PARTS_LOST)).isEqualTo(1);
        assertThat(Wish.skippingDamaged(ACME)).as("they share no run").isNotEqualTo(Wish.of(false));
    }

    @Test
    void aRunTellsHowFarItIs() throws IOException {
        push("p", "dev");
        Compactor[] compactor = new Compactor[1];
        List<String> seen = new ArrayList<>();
        compactor[0] =
                bed.compactor(
                        new HookedStore(
                                bed.store,
                                step -> {
                                    RunProgress now = compactor[0].progress();
                                    if (now != null) {
                                        seen.add(now.json());
                                    }
                                }));

        compactor[0].run(true);

        assertThat(seen)
                .anyMatch(json -> json.contains("\"phase\":\"reading\""))
                .anyMatch(json ->
                        json.contains(
                                "\"phase\":\"compacting\",\"tenants\":1,\"tenants_done\":0,\"job\":\"segments\",\"job_inputs\":1,"))
                .anyMatch(json -> json.contains("\"phase\":\"cleaning\""))
                .noneMatch(json -> json.contains("acme"));
        assertThat(compactor[0].progress()).isNull();
    }

    private String pushDamaged() throws IOException {
        bed.cut("p", List.of(new Pushed(ACME, "api", "dev", bed.nowNanos() - MINUTE)));
        String key = bed.keys("segments/p/").getLast();
        byte[] bytes = bed.store.get(key).clone();
        bytes[100] ^= 1;
        bed.store.delete(key);
        bed.store.putIfAbsent(key, bytes);
        return key;
    }

    private void push(String partition, String namespace) throws IOException {
        bed.cut(partition, List.of(new Pushed(ACME, "api", namespace, bed.nowNanos() - MINUTE)));
    }
}
