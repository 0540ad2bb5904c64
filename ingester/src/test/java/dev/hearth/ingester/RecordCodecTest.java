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
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class RecordCodecTest {

    @RepeatedTest(10)
    void readsBackWhatItWrote(RandomGenerator random) throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", random.nextBoolean());

        boolean isMarked = random.nextBoolean();
        byte[] payload = new RecordCodec().encode(new TenantId("team-a"), batch, isMarked);
        BatchRecord read = RecordCodec.decode(new LogRecord(7, 99, payload));

        assertThat(read.position()).isEqualTo(7);
        assertThat(read.appendMillis()).isEqualTo(99);
        assertThat(read.tenant()).isEqualTo(new TenantId("team-a"));
        assertThat(read.isMarked()).isEqualTo(isMarked);
        assertThat(PlainProfiles.full(read.batch())).isEqualTo(PlainProfiles.full(batch));
    }

    @RepeatedTest(3)
    void aRecordThatIsMarkedLaterIsTheOneThatWasMarkedAtOnce(RandomGenerator random) {
        ProfileBatch batch = new RandomBatches(random).next("svc", true);
        byte[] plain = new RecordCodec().encode(TenantId.ANONYMOUS, batch, false);
        byte[] before = plain.clone();

        byte[] marked = RecordCodec.marked(plain);

        assertThat(marked).isEqualTo(new RecordCodec().encode(TenantId.ANONYMOUS, batch, true));
        assertThat(RecordCodec.marked(marked)).isEqualTo(marked);
        assertThat(plain).isEqualTo(before);
    }

    @RepeatedTest(10)
    void aRecordHoldsNothingOfThoseBeforeIt(RandomGenerator random) {
        RandomBatches batches = new RandomBatches(random);
        RecordCodec codec = new RecordCodec();

        for (int i = 0; i < 20; i++) {
            boolean isLarge = i == 10; // more than is kept
            int length = isLarge ? 3_000_000 : random.nextInt(5000);
            ProfileBatch batch = batches.next("svc" + noise(random, length), true);
            TenantId tenant = new TenantId("t".repeat(1 + random.nextInt(50)));

            byte[] payload = codec.encode(tenant, batch, false);

            assertThat(payload).isEqualTo(new RecordCodec().encode(tenant, batch, false));
            assertThatThrownBy(() -> codec.encode(tenant, unsorted(batch), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Text that does not become small.
    private static String noise(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        random.ints(length, 'a', 'z').forEach(character -> text.append((char) character));
        return text.toString();
    }

    /// The same with a profile whose stacks do not ascend: no batch that can be read again.
    private static ProfileBatch unsorted(ProfileBatch batch) {
        Profile one = batch.profiles().getFirst();
        Samples samples = new Samples(new int[] {2, 1}, new long[] {1, 1}, null, null);
        return new ProfileBatch(
                batch.symbols(),
                batch.stacks(),
                List.of(
                        new Profile(
                                one.labels(),
                                one.id(),
                                one.isRetryable(),
                                one.timeNanos(),
                                one.durationNanos(),
                                one.period(),
                                samples)));
    }

    @RepeatedTest(3)
    void refusesARecordCutShortAnywhere(RandomGenerator random) {
        ProfileBatch batch = new RandomBatches(random).next("svc", true);
        byte[] payload = new RecordCodec().encode(TenantId.ANONYMOUS, batch, false);

        for (int length = 0; length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> RecordCodec.decode(new LogRecord(7, 0, cut)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("log record at position 7 ");
        }
    }

    @Test
    void namesFlagsThatItDoesNotKnow() {
        byte[] payload = {1, 2, 1, 'a', 0, 0, 0, 0};
        assertThatThrownBy(() -> RecordCodec.decode(new LogRecord(7, 0, payload)))
                .hasMessage("log record at position 7 has flags 2 (expected at most 1)");
    }

    @Test
    void namesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> RecordCodec.decode(new LogRecord(7, 0, new byte[] {2, 0, 0})))
                .hasMessage("log record at position 7 has version 2 (expected 1)");
    }
}
