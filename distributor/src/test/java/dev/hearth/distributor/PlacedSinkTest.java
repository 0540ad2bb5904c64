// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogRecord;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Placer;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.rpc.Append;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PlacedSinkTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final List<String> INGESTERS = List.of("i1", "i2", "i3");

    private final MemoryRingStore store = new MemoryRingStore();
    private final Map<String, AppendOutcome> answers = new HashMap<>();

    /// What was asked for, in order.
    private final List<Asked> asked = new ArrayList<>();

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private Spread spread = Spread.USUAL;
    private PlacedSink sink = sink();

    private record Asked(String address, boolean isMarked) {}

    /// All ingesters have been there for an hour: homes are settled.
    @BeforeEach
    void fillTheRing() throws IOException {
        List<Lifecycler> all = new ArrayList<>();
        for (String id : INGESTERS) {
            Lifecycler lifecycler =
                    new Lifecycler(
                            RingName.INGESTERS,
                            new Instance(id, id, ""),
                            store,
                            LifecycleTimes.DEFAULTS,
                            () -> now);
            lifecycler.own("partition of " + id, "", PartitionState.ACTIVE);
            lifecycler.activate();
            all.add(lifecycler);
        }
        now = now.plus(Duration.ofHours(1));
        for (Lifecycler lifecycler : all) {
            lifecycler.beat();
        }
        sink = sink();
    }

    private PlacedSink sink() {
        Ring ring = new Ring(RingName.INGESTERS, store, Duration.ofMinutes(1), () -> now);
        return new PlacedSink(
                Placer.throughOwners(ring, Duration.ofMinutes(5)),
                _ -> spread,
                this::answer,
                TIMEOUT,
                new SimpleMeterRegistry(),
                () -> nanos);
    }

    private AppendOutcome answer(String address, Append append, Duration timeout) {
        boolean isMarked = false;
        for (byte[] record : append.records()) {
            try {
                isMarked = RecordCodec.decode(new LogRecord(0, 0, record)).isMarked();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(append.partition()).isEqualTo("partition of " + address);
        asked.add(new Asked(address, isMarked));
        AppendOutcome answer = answers.getOrDefault(address, AppendOutcome.DURABLE);
        if (answer instanceof AppendOutcome.Unknown(String _, boolean isLate) && isLate) {
            nanos += timeout.toNanos();
        }
        return answer;
    }

    private void push() throws IOException {
        asked.clear();
        sink.append(TENANT, List.of(batch(1), batch(2)));
    }

    private static ProfileBatch batch(int number) {
        return new ProfileBatch(
                new SymbolsBuilder().snapshot(),
                new StackTableBuilder().snapshot(),
                List.of(
                        new Profile(
                                Labels.of(Labels.SERVICE_NAME, "web"),
                                new ProfileId(1, number),
                                true,
                                number,
                                1,
                                1,
                                new Samples(new int[] {0}, new long[] {number}, null, null))));
    }

    private String home() throws IOException {
        push();
        return asked.getFirst().address();
    }

    @Test
    void theHomeTakesWhatIsNotMarked() throws IOException {
        push();

        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().isMarked()).isFalse();
    }

    @Test
    void whatTheHomeDoesNotTakeTheNextDoesMarked() throws IOException {
        String home = home();
        for (AppendOutcome outcome :
                List.of(
                        new AppendOutcome.Refused(Refusal.UNREACHABLE, "nobody is there"),
                        new AppendOutcome.Refused(Refusal.NOT_HERE, "it stops"),
                        new AppendOutcome.Unknown("the connection broke", false))) {
            answers.put(home, outcome);

            push();

            assertThat(asked).as(outcome.toString()).hasSize(2);
            assertThat(asked.getLast().address()).isNotEqualTo(home);
            assertThat(asked.getLast().isMarked()).isTrue();
        }
    }

    @Test
    void nobodyElseIsAskedWhenTheHomeHasTooMuch() throws IOException {
        String home = home();
        answers.put(home, new AppendOutcome.Refused(Refusal.OVERLOADED, "memory is full"));

        assertThatThrownBy(this::push)
                .isInstanceOf(LogUnavailableException.class)
                .hasMessage("ingester %s: memory is full".formatted(home));
        assertThat(asked).hasSize(1);
    }

    @Test
    void oneWhoIsSilentIsAskedLastForAWhile() throws IOException {
        String home = home();
        answers.put(home, new AppendOutcome.Unknown("time is over", true));
        push();
        assertThat(asked).hasSize(2);

        push();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().isMarked()).isTrue();

        nanos += TIMEOUT.toNanos();
        answers.remove(home);
        push();
        assertThat(asked).containsExactly(new Asked(home, false));
    }

    @Test
    void thePushFailsWhenNobodyTakesIt() {
        INGESTERS.forEach(
                id -> answers.put(id, new AppendOutcome.Refused(Refusal.UNREACHABLE, "gone")));

        assertThatThrownBy(this::push)
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("no partition of 3 took it")
                .hasMessageContaining("gone");
        assertThat(asked).hasSize(3);
    }

    @Test
    void thePushFailsWhenNobodyIsThere() {
        now = now.plus(Duration.ofHours(1));

        assertThatThrownBy(this::push)
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("no ingester is there");
    }

    private static ProfileBatch ofPods(int count) {
        List<Profile> profiles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            profiles.add(
                    new Profile(
                            Labels.of(Labels.SERVICE_NAME, "web", "pod", "pod-" + i),
                            new ProfileId(1, i),
                            true,
                            i,
                            1,
                            1,
                            new Samples(new int[] {0}, new long[] {i + 1L}, null, null)));
        }
        return new ProfileBatch(
                new SymbolsBuilder().snapshot(), new StackTableBuilder().snapshot(), profiles);
    }

    @Test
    void theSeriesOfASpreadServiceGoToAsManyHomesAsWanted() throws IOException {
        spread = new Spread(0, 2, true);

        sink.append(TENANT, List.of(ofPods(50)));

        assertThat(asked.stream().map(Asked::address).distinct()).hasSize(2);
        assertThat(asked).hasSize(2).noneMatch(Asked::isMarked);
    }

    @Test
    void allOfATenantGoesToItsShard() throws IOException {
        spread = new Spread(1, 3, true);

        sink.append(TENANT, List.of(ofPods(50)));

        assertThat(asked).hasSize(1);
    }

    @Test
    void whatASpreadThatHasJustChangedSendsAnywhereIsMarked() throws IOException {
        spread = new Spread(0, 1, false);

        push();

        assertThat(asked).hasSize(1).allMatch(Asked::isMarked);
    }
}
