// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.block.BlockCache;
import dev.hearth.block.LostRanges;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.compactor.Bed.Pushed;
import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ForwardingStore;
import dev.hearth.objectstore.ObjectStore;
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

            SegmentBridge.Bridged given = copy.bridge(copy.store).bridge(second, 3);

            LostRanges.Range lost = new LostRanges.Range("p", 1, 3);
            boolean wasThere = damage.getValue().length > 0;
            assertThat(given)
                    .isEqualTo(
                            new SegmentBridge.Bridged(lost, wasThere ? "damaged/" + second : null));
            // One that was started anew: footers are remembered, those of others too.
            RunReport report = copy.compactor(copy.store).run(true);
            assertThat(report.get(Count.FAILURES)).as(damage.getKey()).isZero();
            assertThat(copy.keys("segments/")).as(damage.getKey()).isEmpty();
            assertThat(copy.read(ACME)).as(damage.getKey()).hasSize(1);
            assertThat(copy.read(OTHER)).as(damage.getKey()).hasSize(2);
            assertThat(new LostRanges(copy.store).all()).containsExactly(lost);
            assertThat(copy.keys("damaged/")).hasSize(wasThere ? 1 : 0);
            if (wasThere) {
                assertThat(copy.store.get("damaged/" + second)).isEqualTo(damage.getValue());
            }
        }
    }

    @Test
    void whatIsWholeOrNoPlaceInTheChainIsNotGivenUp() throws IOException {
        SegmentBridge bridge = bed.bridge(bed.store);
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
        SegmentBridge bridge = bed.bridge(bed.store);
        List<String> before = bed.keys("");

        assertRefused(
                () -> bridge.bridge("segments/p/00000000000000000004", 9),
                "is not there, and none follows");

        assertThat(bed.keys("")).isEqualTo(before);
    }

    @Test
    void whereItEndsHasToBeTold() throws Exception {
        bed.store.delete(second);
        SegmentBridge bridge = bed.bridge(bed.store);

        assertRefused(
                () -> bridge.bridge(second, -1),
                "end is -1 (expected 3, where the next segment begins)");
        assertRefused(() -> bridge.bridge(second, 4), "end is 4 (expected 3");
        assertRefused(() -> bridge.bridge(second, 2), "end is 2 (expected 3");
    }

    @Test
    void eachDamagedObjectIsKept() throws Exception {
        byte[] whole = bed.store.get(second);
        SegmentBridge bridge = bed.bridge(bed.store);
        for (int round = 0; round < 2; round++) {
            byte[] cut = Arrays.copyOf(whole, whole.length - 1 - round);
            bed.store.delete(second);
            bed.store.putIfAbsent(second, cut);
            String kept = "damaged/" + second + (round == 0 ? "" : "-1");
            assertThat(bridge.bridge(second, 3).kept()).isEqualTo(kept);
            assertThat(bed.store.get(kept)).isEqualTo(cut);
        }
    }

    @Test
    void ofTheLastSegmentTheEndHasToBeTold() throws Exception {
        String last = bed.keys("segments/p/").getLast();
        byte[] whole = bed.store.get(last);
        bed.store.delete(last);
        SegmentBridge bridge = bed.bridge(bed.store);

        assertRefused(() -> bridge.bridge(last, 9), "is not there, and none follows");
        bed.store.putIfAbsent(last, Arrays.copyOf(whole, whole.length - 1));
        assertRefused(() -> bridge.bridge(last, -1), "no segment follows");
        assertThat(bridge.bridge(last, 9).range()).isEqualTo(new LostRanges.Range("p", 3, 9));

        bed.cut("p", List.of(pushed(OTHER)));
        assertThat(bed.keys("segments/p/").getLast()).endsWith("009");
        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
    }

    /// A last segment whose bytes are cut: nobody can read where it ends.
    private String damageTheLast() throws IOException {
        String last = bed.keys("segments/p/").getLast();
        byte[] whole = bed.store.get(last);
        bed.store.delete(last);
        bed.store.putIfAbsent(last, Arrays.copyOf(whole, whole.length - 1));
        return last;
    }

    @Test
    void theLastSegmentEndsWhereAnIndexSaysThatItDoes() throws Exception {
        Compactor compactor = bed.compactor(bed.store);
        compactor.run(false); // blocks, but no floor yet
        bed.store.delete(bed.keys("segments/p/").getLast());
        assertThat(bed.index(OTHER).covered("p")).isEqualTo(4);
        Bed missing = bed.copy();
        String last = SegmentKeys.segment("p", 3);
        SegmentBridge bridge = missing.bridge(missing.store);

        assertRefused(() -> bridge.bridge(last, 9), "end is 9 (expected 4, where an index");
        assertRefused(() -> bridge.bridge(last, -1), "end is -1 (expected 4");
        assertThat(bridge.bridge(last, 4))
                .isEqualTo(new SegmentBridge.Bridged(new LostRanges.Range("p", 3, 4), null));
        assertThat(missing.compactor(missing.store).run(true).get(Count.FAILURES)).isZero();
    }

    @Test
    void theLastSegmentEndsWhereADeletionDoes() throws Exception {
        bed.requests(bed.compactor(bed.store), bed.store)
                .delete(ACME, "{namespace=\"none\"}", 0, bed.nowNanos());
        String last = damageTheLast();
        SegmentBridge bridge = bed.bridge(bed.store);

        assertRefused(() -> bridge.bridge(last, 5), "end is 5 (expected 4");
        assertThat(bridge.bridge(last, 4).range().end()).isEqualTo(4);
    }

    @Test
    void theLastSegmentEndsWhereItsOwnerSaysThatItDoes() throws Exception {
        String last = damageTheLast();
        SegmentBridge bridge = bed.bridge(bed.store, ends(Map.of("p", 4L, "q", 1L)));

        assertRefused(
                () -> bridge.bridge(last, 9),
                "end is 9 (expected 4, where an index or the ingester says that a segment ends)");
        assertThat(bridge.bridge(last, 4).range().end()).isEqualTo(4);
    }

    /// What it holds is brought into a segment first, and so is not given up.
    @Test
    void whatTheOwnerHoldsBehindItStays() throws Exception {
        byte[] whole = bed.store.get(bed.keys("segments/p/").getLast());
        String last = damageTheLast();
        byte[] cut = bed.store.get(last);
        SegmentBridge bridge =
                bed.bridge(
                        bed.store,
                        _ -> {
                            bed.store.delete(last);
                            bed.store.putIfAbsent(last, whole);
                            bed.cut("p", List.of(pushed(ACME), pushed(ACME)));
                            bed.store.delete(last);
                            bed.store.putIfAbsent(last, cut);
                            return List.of(6L);
                        });

        assertRefused(() -> bridge.bridge(last, 6), "end is 6 (expected 4, where the next");
        bridge.bridge(last, 4);

        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
        assertThat(bed.read(ACME)).hasSize(4);
    }

    private static ChainEnds ends(Map<String, Long> known) {
        return partition ->
                known.containsKey(partition) ? List.of(known.get(partition)) : List.of();
    }

    /// What owners bring into a segment is behind the damaged one, listed or not.
    @Test
    void ofWhatOwnersKnowTheNearestEndCounts() throws Exception {
        String last = damageTheLast();
        SegmentBridge bridge = bed.bridge(bed.store, _ -> List.of(3L, 7L, 4L, 6L));

        assertRefused(() -> bridge.bridge(last, 6), "end is 6 (expected 4, where an index or");
        assertThat(bridge.bridge(last, 4).range().end()).isEqualTo(4);
    }

    @Test
    void nothingIsTouchedWhileAnOwnerDoesNotAnswer() throws Exception {
        String last = damageTheLast();
        List<String> before = bed.keys("");
        SegmentBridge bridge =
                bed.bridge(
                        bed.store,
                        _ -> {
                            throw new IOException("one is away");
                        });

        assertUntouched(() -> bridge.bridge(last, 4), "one is away");
        assertThat(bed.keys("")).isEqualTo(before);
    }

    @Test
    void anIndexThatCannotBeReadIsNamedWithWhatMakesItAnew() throws Exception {
        bed.compactor(bed.store).run(false);
        String last = damageTheLast();
        bed.keys("tenants/other/index/").forEach(bed.store::delete);

        assertUntouched(
                () -> bed.bridge(bed.store).bridge(last, 4), "index of tenant \"other\" cannot");
        assertUntouched(() -> bed.bridge(bed.store).bridge(last, 4), "hearth rebuild-index");
    }

    private static void assertUntouched(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(SegmentBridge.UntouchedException.class)
                .isThrownBy(call)
                .withMessageContaining(message);
    }

    /// Whatever it is cut short at, it is done when it is asked for again.
    @Test
    void whoeverDiesHalfWayIsFollowedByOneWhoEndsIt() throws Exception {
        String last = damageTheLast();
        byte[] damaged = bed.store.get(last);
        LostRanges.Range range = new LostRanges.Range("p", 3, 4);
        int changes = 4; // the copy, the mark, the deletion, the empty segment
        for (int change = 0; change < changes; change++) {
            for (boolean isDone : new boolean[] {false, true}) {
                Bed other = bed.copy();
                HookedStore dying = HookedStore.dyingAt(other.store, change, isDone);
                SegmentBridge dead = other.bridge(dying);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> dead.bridge(last, 4));
                if (change == changes - 1 && isDone) {
                    continue;
                }

                assertThat(other.bridge(other.store).bridge(last, 4))
                        .as("change " + change)
                        .isEqualTo(new SegmentBridge.Bridged(range, "damaged/" + last));

                assertThat(other.store.get("damaged/" + last)).isEqualTo(damaged);
                assertThat(new LostRanges(other.store).all()).containsExactly(range);
                assertThat(other.compactor(other.store).run(true).get(Count.FAILURES)).isZero();
            }
        }
    }

    /// At any moment another gives the same segment up, or brings it back from a copy.
    @Test
    void whateverAnotherDoesMeanwhileItsSegmentStays() throws Exception {
        byte[] whole = bed.store.get(bed.keys("segments/p/").getLast());
        String last = damageTheLast();
        LostRanges.Range range = new LostRanges.Range("p", 3, 4);
        for (boolean isBroughtBack : new boolean[] {false, true}) {
            for (int moment = 0; moment < 4; moment++) {
                Bed other = bed.copy();
                int change = moment;
                HookedStore raced =
                        new HookedStore(
                                other.store,
                                step -> {
                                    if (step.change() == change && !step.isDone()) {
                                        if (isBroughtBack) {
                                            other.store.delete(last);
                                            other.store.putIfAbsent(last, whole);
                                        } else {
                                            giveUp(other, last);
                                        }
                                    }
                                });
                SegmentBridge bridge = other.bridge(raced);
                String what = "%s at %d".formatted(isBroughtBack, moment);
                // Between the last look and the deletion nothing can be done.
                boolean isSeen = moment != 2;

                if (isBroughtBack && isSeen) {
                    assertThatExceptionOfType(IOException.class)
                            .as(what)
                            .isThrownBy(() -> bridge.bridge(last, 4))
                            .withMessageContaining("was put by another meanwhile");
                    assertThat(other.store.get(last)).as(what).isEqualTo(whole);
                    assertThat(new LostRanges(other.store).all()).as(what).isEmpty();
                } else {
                    assertThat(bridge.bridge(last, 4).range()).as(what).isEqualTo(range);
                    assertThat(new LostRanges(other.store).all()).containsExactly(range);
                }
            }
        }
    }

    private static void giveUp(Bed bed, String segment) throws IOException {
        try {
            bed.bridge(bed.store).bridge(segment, 4);
        } catch (SegmentBridge.RefusedException e) {
            throw new IOException(e);
        }
    }

    /// The listing lacks the next segment and shows the one behind that.
    @Test
    void whereAListingLagsTheNextSegmentIsFoundAllTheSame() throws Exception {
        byte[] whole = bed.store.get(first);
        bed.store.delete(first);
        bed.store.putIfAbsent(first, Arrays.copyOf(whole, whole.length - 1));
        ObjectStore lagging =
                new ForwardingStore(bed.store) {
                    @Override
                    public List<String> list(String prefix, String after, int limit)
                            throws IOException {
                        List<String> keys = super.list(prefix, after, 100);
                        return keys.stream()
                                .filter(key -> !key.equals(second))
                                .limit(limit)
                                .toList();
                    }
                };

        assertThat(bed.bridge(lagging).bridge(first, 1).range())
                .isEqualTo(new LostRanges.Range("p", 0, 1));
    }

    @Test
    void aSegmentWhoseIdsOfRetriesAreDamagedIsGivenUp() throws Exception {
        byte[] bytes = bed.store.get(second).clone();
        FileRange ids = new SegmentReader(bed.store, new BlockCache(0)).footer(second).retries();
        bytes[(int) ids.offset() + ids.length() / 2] ^= 1;
        bed.store.delete(second);
        bed.store.putIfAbsent(second, bytes);
        Compactor compactor = bed.compactor(bed.store);
        assertThat(compactor.run(true).get(Count.FAILURES)).isPositive();
        SegmentBridge bridge = bed.bridge(bed.store);

        assertRefused(() -> bridge.bridge(second, 2), "end is 2 (expected 3, as the footer says)");
        assertThat(bridge.bridge(second, 3).kept()).isEqualTo("damaged/" + second);

        assertThat(bed.compactor(bed.store).run(true).get(Count.FAILURES)).isZero();
        assertThat(bed.keys("segments/p/")).isEmpty();
    }

    /// Whoever has it in a copy puts it back at the same moment.
    @Test
    void whatAnotherPutsMeanwhileStaysAndIsNotMarkedAsLost() throws Exception {
        byte[] whole = bed.store.get(second);
        bed.store.delete(second);
        ObjectStore raced =
                new HookedStore(
                        bed.store,
                        step -> {
                            if (step.name().equals("put " + second) && !step.isDone()) {
                                bed.store.putIfAbsent(second, whole);
                            }
                        });
        bed.cut("q", List.of(pushed(ACME)));
        String third = SegmentKeys.segment("p", 3);
        bed.store.delete(third);
        bed.store.putIfAbsent(SegmentKeys.segment("p", 9), new byte[1]);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> bed.bridge(raced).bridge(second, 9))
                .withMessageContaining("was put by another meanwhile, and is not given up");

        assertThat(bed.store.get(second)).isEqualTo(whole);
        assertThat(new LostRanges(bed.store).all()).isEmpty();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(SegmentBridge.RefusedException.class)
                .isThrownBy(call)
                .withMessageContaining(message);
    }
}
