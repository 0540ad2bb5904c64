// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogProducer;
import dev.hearth.log.LogRecord;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProducingSinkTest {

    private static final TenantId TENANT = new TenantId("a");

    /// Keeps what is appended, by partition.
    private static final class Partitions implements LogProducer {

        final List<List<byte[]>> payloads = new ArrayList<>();
        boolean isDown;

        Partitions(int count) {
            for (int i = 0; i < count; i++) {
                payloads.add(new ArrayList<>());
            }
        }

        @Override
        public int partitions() {
            return payloads.size();
        }

        @Override
        public void append(int partition, List<byte[]> some) throws IOException {
            if (isDown) {
                throw new LogUnavailableException("log is down", null);
            }
            payloads.get(partition).addAll(some);
        }

        @Override
        public void close() {}
    }

    private static Profile profile(String service, int number) {
        return new Profile(
                Labels.of(Labels.SERVICE_NAME, service),
                new ProfileId(1, number),
                true,
                number,
                1,
                1,
                new Samples(new int[] {0}, new long[] {number}, null, null));
    }

    private static ProfileBatch batch(String service, int number) {
        return new ProfileBatch(
                new SymbolsBuilder().snapshot(),
                new StackTableBuilder().snapshot(),
                List.of(profile(service, number)));
    }

    @Test
    void allBatchesOfAnAppendGoToOnePartitionAsTheIngesterReadsThem() throws IOException {
        Partitions log = new Partitions(4);
        ProducingSink sink =
                new ProducingSink(
                        log,
                        (_, _, _, partitions) -> partitions - 1,
                        _ -> Spread.USUAL,
                        () -> new TopicSizes.Range(4, 4));

        sink.append(TENANT, List.of(batch("web", 1), batch("web", 2)));

        assertThat(log.payloads.get(3)).hasSize(2);
        BatchRecord second = RecordCodec.decode(new LogRecord(9, 5, log.payloads.get(3).get(1)));
        assertThat(second.tenant()).isEqualTo(TENANT);
        assertThat(second.isMarked()).isFalse();
        assertThat(second.batch().profiles().getFirst().id()).isEqualTo(new ProfileId(1, 2));
    }

    private static boolean isMarked(int service, int least, int most) throws IOException {
        Partitions log = new Partitions(10);
        new ProducingSink(
                        log,
                        new HashedChoice(),
                        _ -> Spread.USUAL,
                        () -> new TopicSizes.Range(least, most))
                .append(TENANT, List.of(batch("service-" + service, 1)));
        for (List<byte[]> payloads : log.payloads) {
            if (!payloads.isEmpty()) {
                return RecordCodec.decode(new LogRecord(0, 5, payloads.getFirst())).isMarked();
            }
        }
        throw new AssertionError("nothing was appended");
    }

    @Test
    void whatMayHaveGoneToAnotherPartitionOfLateIsMarked() throws IOException {
        HashedChoice choice = new HashedChoice();
        int moved = 0;
        for (int i = 0; i < 200; i++) {
            Profile profile = profile("service-" + i, 1);
            int now = choice.choose(TENANT, profile, Spread.USUAL, 10);
            boolean hasMoved = now != choice.choose(TENANT, profile, Spread.USUAL, 8);
            boolean moves =
                    now != choice.choose(TENANT, profile, Spread.USUAL, 12)
                            || now != choice.choose(TENANT, profile, Spread.USUAL, 11);
            assertThat(isMarked(i, 10, 10)).isFalse();
            assertThat(isMarked(i, 8, 10)).as("some were added").isEqualTo(hasMoved);
            assertThat(isMarked(i, 10, 12)).as("others know of more").isEqualTo(moves);
            moved += hasMoved ? 1 : 0;
        }

        assertThat(moved).isBetween(20, 60);
        assertThat(isMarked(0, 0, 10)).as("it is not known how many there were").isTrue();
    }

    @Test
    void whatTheLogRefusesIsNotAcknowledged() {
        Partitions log = new Partitions(1);
        log.isDown = true;

        assertThatThrownBy(() ->
                        new ProducingSink(
                                        log,
                                        new HashedChoice(),
                                        _ -> Spread.USUAL,
                                        () -> new TopicSizes.Range(1, 1))
                                .append(TENANT, List.of(batch("web", 1))))
                .isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void aServiceStaysWhereItIsAndServicesAreSpread() {
        HashedChoice choice = new HashedChoice();
        int[] counts = new int[8];
        int moved = 0;
        for (int i = 0; i < 4000; i++) {
            Profile profile = profile("service-" + i, 1);
            int chosen = choice.choose(TENANT, profile, Spread.USUAL, 8);
            assertThat(choice.choose(TENANT, profile, Spread.USUAL, 8)).isEqualTo(chosen);
            counts[chosen]++;
            int later = choice.choose(TENANT, profile, Spread.USUAL, 10);
            assertThat(later == chosen || later >= 8).as("moves to new ones only").isTrue();
            moved += later == chosen ? 0 : 1;
        }

        assertThat(IntStream.of(counts)).allMatch(count -> count > 400 && count < 600);
        assertThat(moved).isBetween(650, 950);
        assertThat(choice.choose(TENANT, profile("x", 1), Spread.USUAL, 1)).isZero();
    }

    private static Profile ofPod(String service, int pod) {
        Labels labels = Labels.of(Labels.SERVICE_NAME, service, "pod", "pod-" + pod);
        return new Profile(
                labels,
                new ProfileId(1, pod),
                true,
                pod,
                1,
                1,
                new Samples(new int[] {0}, new long[] {pod + 1L}, null, null));
    }

    private static Set<Integer> chosen(TenantId tenant, Spread spread, int partitions) {
        HashedChoice choice = new HashedChoice();
        Set<Integer> chosen = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            chosen.add(choice.choose(tenant, ofPod("service-" + i, i), spread, partitions));
        }
        return chosen;
    }

    @Test
    void aTenantStaysInItsShardWhichChangesLittleWithTheTopic() {
        Spread spread = new Spread(3, 1, true);
        Set<Integer> before = chosen(TENANT, spread, 16);
        Set<Integer> kept = new TreeSet<>(chosen(TENANT, spread, 17));
        kept.retainAll(before);

        assertThat(before).hasSize(3);
        assertThat(kept).hasSizeGreaterThanOrEqualTo(2);
        assertThat(chosen(new TenantId("b"), spread, 16)).hasSize(3).isNotEqualTo(before);
        assertThat(chosen(TENANT, spread, 2)).hasSize(2);
    }

    @Test
    void theSeriesOfOneServiceAreInAsManyPartitionsAsWanted() {
        HashedChoice choice = new HashedChoice();
        int[] counts = new int[16];
        for (int pod = 0; pod < 900; pod++) {
            counts[choice.choose(TENANT, ofPod("web", pod), new Spread(8, 3, true), 16)]++;
        }

        assertThat(IntStream.of(counts).filter(count -> count > 0)).hasSize(3);
        assertThat(IntStream.of(counts).filter(count -> count > 0)).allMatch(count -> count > 200);
    }

    @Test
    void aBatchIsDividedAmongThePartitionsOfItsSeries() throws IOException {
        Partitions log = new Partitions(4);
        List<Profile> pods = IntStream.range(0, 30).mapToObj(pod -> ofPod("web", pod)).toList();
        ProfileBatch batch =
                new ProfileBatch(
                        new SymbolsBuilder().snapshot(), new StackTableBuilder().snapshot(), pods);
        Spread spread = new Spread(0, 2, false);
        HashedChoice choice = new HashedChoice();

        new ProducingSink(log, choice, _ -> spread, () -> new TopicSizes.Range(4, 4))
                .append(TENANT, List.of(batch));

        List<Profile> stored = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            for (byte[] payload : log.payloads.get(partition)) {
                BatchRecord record = RecordCodec.decode(new LogRecord(0, 5, payload));
                assertThat(record.isMarked()).as("the spread has just changed").isTrue();
                for (Profile profile : record.batch().profiles()) {
                    assertThat(choice.choose(TENANT, profile, spread, 4)).isEqualTo(partition);
                    stored.add(profile);
                }
            }
        }
        assertThat(log.payloads.stream().filter(payloads -> !payloads.isEmpty())).hasSize(2);
        assertThat(stored.stream().map(Profile::id))
                .containsExactlyInAnyOrderElementsOf(pods.stream().map(Profile::id).toList());
    }
}
