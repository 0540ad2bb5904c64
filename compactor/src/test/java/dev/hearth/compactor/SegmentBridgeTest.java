// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.block.LostRanges;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A segment of which nobody knows where it ends does not stop its partition for ever.
final class SegmentBridgeTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");

    @TempDir Path scratch;
    private Bed bed = new Bed(Path.of("/"));
    private String first = "";
    private String second = "";

    @BeforeEach
    void prepare() throws IOException {
        bed = new Bed(scratch);
        bed.cut("p", List.of(pushed(ACME)));
        bed.cut("p", List.of(pushed(ACME), pushed(OTHER)));
        bed.cut("p", List.of(pushed(OTHER)));
        bed.cut("q", List.of(pushed(OTHER)));
        first = bed.keys("segments/p/").getFirst();
        second = bed.keys("segments/p/").get(1);
    }

    private Pushed pushed(TenantId tenant) {
        return new Pushed(tenant, "api", "dev", bed.nowNanos());
    }

    @Test
    void thePartitionGoesOnWithoutASegmentThatIsGivenUp() throws Exception {
        byte[] bytes = bed.store.get(second);
        byte[] flipped = bytes.clone();
        flipped[bytes.length - 30] ^= 1;
        Map<String, byte[]> damages = new LinkedHashMap<>();
        damages.put("flipped", flipped);
        damages.put("cut", Arrays.copyOf(bytes, bytes.length - 1));
        damages.put("missing", new byte[0]);
        damages.put("swapped", bed.store.get(bed.keys("segments/q/").getFirst()));
        for (Map.Entry<String, byte[]> damage : damages.entrySet()) {
            Bed copy = bed.copy();
            copy.store.delete(second);
            if (damage.getValue().length > 0) {
                copy.store.putIfAbsent(second, damage.getValue());
            }
            Compactor compactor = copy.compactor(copy.store);
            assertThat(compactor.run(true).get(Count.FAILURES)).as(damage.getKey()).isPositive();

            LostRanges.Range lost = compactor.bridge().bridge(second, 3);

            assertThat(lost).isEqualTo(new LostRanges.Range("p", 1, 3));
            // One that was started anew: footers are remembered, those of others too.
            RunReport report = copy.compactor(copy.store).run(true);
            assertThat(report.get(Count.FAILURES)).as(damage.getKey()).isZero();
            assertThat(copy.keys("segments/")).as(damage.getKey()).isEmpty();
            assertThat(copy.read(ACME)).as(damage.getKey()).hasSize(1);
            assertThat(copy.read(OTHER)).as(damage.getKey()).hasSize(2);
            assertThat(new LostRanges(copy.store).all()).containsExactly(lost);
            if (damage.getValue().length > 0) {
                assertThat(copy.store.get("damaged/" + second)).isEqualTo(damage.getValue());
            }
        }
    }

    @Test
    void whatIsWholeOrNoPlaceInTheChainIsNotGivenUp() throws IOException {
        SegmentBridge bridge = new SegmentBridge(bed.store);
        List<String> before = bed.keys("");

        assertRefused(() -> bridge.bridge(first, 1), "is whole (expected a damaged");
        assertRefused(
                () -> bridge.bridge("segments/p/00000000000000000002", 3),
                "goes on at 3 (expected 2)");
        assertRefused(
                () -> bridge.bridge("segments/p/00000000000000000009", 12),
                "ends at 4 (expected 9)");
        assertRefused(
                () -> bridge.bridge("segments/x/00000000000000000000", 12),
                "(expected one that has segments)");
        assertRefused(() -> bridge.bridge("floors/p/1", 2), "(expected segments/<partition>/");

        assertThat(bed.keys("")).isEqualTo(before);
    }

    @Test
    void nothingIsPutAtTheEndOfAChainThatIsWhole() throws IOException {
        SegmentBridge bridge = new SegmentBridge(bed.store);
        List<String> before = bed.keys("");

        assertRefused(
                () -> bridge.bridge("segments/p/00000000000000000004", 9),
                "is not there, and none follows");

        assertThat(bed.keys("")).isEqualTo(before);
    }

    @Test
    void whereItEndsHasToBeTold() throws Exception {
        bed.store.delete(second);
        SegmentBridge bridge = new SegmentBridge(bed.store);

        assertRefused(() -> bridge.bridge(second, -1), "end is -1 (expected where the next");
        assertRefused(() -> bridge.bridge(second, 4), "end is 4 (expected where the next");
    }

    @Test
    void eachDamagedObjectIsKept() throws Exception {
        byte[] whole = bed.store.get(second);
        SegmentBridge bridge = new SegmentBridge(bed.store);
        for (int round = 0; round < 2; round++) {
            byte[] cut = Arrays.copyOf(whole, whole.length - 1 - round);
            bed.store.delete(second);
            bed.store.putIfAbsent(second, cut);
            bridge.bridge(second, 3);
            String kept = "damaged/" + second + (round == 0 ? "" : "-1");
            assertThat(bed.store.get(kept)).isEqualTo(cut);
        }
    }

    @Test
    void ofTheLastSegmentTheEndHasToBeTold() throws Exception {
        String last = bed.keys("segments/p/").getLast();
        byte[] whole = bed.store.get(last);
        bed.store.delete(last);
        SegmentBridge bridge = new SegmentBridge(bed.store);

        assertRefused(() -> bridge.bridge(last, 9), "is not there, and none follows");
        bed.store.putIfAbsent(last, Arrays.copyOf(whole, whole.length - 1));
        assertRefused(() -> bridge.bridge(last, -1), "no segment follows");
        assertThat(bridge.bridge(last, 9)).isEqualTo(new LostRanges.Range("p", 3, 9));

        bed.cut("p", List.of(pushed(OTHER)));
        assertThat(bed.keys("segments/p/").getLast()).endsWith("009");
        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(SegmentBridge.RefusedException.class)
                .isThrownBy(call)
                .withMessageContaining(message);
    }
}
