// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.Samples;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ApplierTest {

    private static final TenantId TENANT = new TenantId("a");

    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final PlainChain chain = new PlainChain(new MemoryObjectStore());

    @Test
    void aRecordThatCannotBeAppliedIsNeitherCutNorLost(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        ProfileBatch first = batches.next("svc", true);
        ProfileBatch second = batches.next("svc", true);
        Owner owner = Owner.start(log, chain, clock);
        putIn(owner, log.append(List.of(new RecordCodec().encode(TENANT, first, false))), first);
        putIn(
                owner,
                log.append(List.of(new RecordCodec().encode(TENANT, second, false))),
                broken(second));
        List<String> expected = new ArrayList<>(PlainProfiles.queried(first));
        expected.addAll(PlainProfiles.queried(second));

        assertThatThrownBy(owner.applier::step)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("log record at position 1 cannot be applied");
        assertThatThrownBy(() -> owner.queried(TENANT, 0)).isInstanceOf(IOException.class);
        assertThat(owner.applier.freeze()).isFalse();

        clock.advance(Owner.CONFIG.maxSegmentAge());
        owner.cutter.step();

        assertThat(owner.applier.failure()).isNull();
        assertThat(owner.queried(TENANT, 0)).containsExactlyInAnyOrderElementsOf(expected);
        owner.cutter.flush();
        assertThat(Owner.start(log, chain, clock).queried(TENANT, chain.read().end())).isEmpty();
        assertThat(chain.segments().getFirst().profiles()).hasSize(expected.size());
    }

    @Test
    void whatIsReadFromTheLogDoesNotStayInTheInbox(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Owner owner = Owner.start(log, chain, clock);
        ProfileBatch first = batches.next("svc", false);
        log.append(List.of(new RecordCodec().encode(TENANT, first, false)));
        owner.applier.reset(chain.read());
        ProfileBatch second = batches.next("svc", false);
        owner.ingester.append(TENANT, List.of(second));

        owner.applier.applyUpTo(2, 1);

        assertThat(owner.inbox.bytes()).isZero();
        assertThat(owner.queried(TENANT, 0))
                .hasSize(
                        PlainProfiles.queried(first).size() + PlainProfiles.queried(second).size());
    }

    @Test
    void rebuildsALongLogInHeadsOfTheUsualSize(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Owner first = Owner.start(log, chain, clock);
        List<String> expected = new ArrayList<>();
        while (first.heads.sizeBytes() <= 2 * Owner.CONFIG.maxHeadBytes()) {
            ProfileBatch batch = batches.next("svc", false);
            first.ingester.append(TENANT, List.of(batch));
            expected.addAll(PlainProfiles.queried(batch));
            first.applier.step();
        }

        Owner second = Owner.start(log, chain, clock);

        assertThat(second.heads.readable()).hasSizeGreaterThan(1);
        assertThat(second.queried(TENANT, 0)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void putIn(Owner owner, List<LogRecord> records, ProfileBatch batch)
            throws IOException {
        LogRecord record = records.getFirst();
        owner.inbox.enter(1, 1);
        owner.inbox.leave(
                1,
                List.of(
                        new BatchRecord(
                                record.position(), record.appendMillis(), TENANT, batch, false)));
    }

    /// The same profiles, the last with a stack that its batch does not have.
    private static ProfileBatch broken(ProfileBatch batch) {
        List<Profile> profiles = new ArrayList<>(batch.profiles());
        Profile last = profiles.removeLast();
        profiles.add(
                new Profile(
                        last.labels(),
                        last.id(),
                        last.isRetryable(),
                        last.timeNanos(),
                        last.durationNanos(),
                        last.period(),
                        new Samples(new int[] {1_000_000}, new long[] {1}, null, null)));
        return new ProfileBatch(batch.symbols(), batch.stacks(), profiles);
    }
}
