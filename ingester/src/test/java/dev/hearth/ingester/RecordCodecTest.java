// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogRecord;
import dev.hearth.log.record.BatchRecord;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class RecordCodecTest {

    @RepeatedTest(10)
    void readsBackWhatItWrote(RandomGenerator random) throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", random.nextBoolean());

        byte[] payload = new RecordCodec().encode(new TenantId("team-a"), batch);
        BatchRecord read = RecordCodec.decode(new LogRecord(7, 99, payload));

        assertThat(read.position()).isEqualTo(7);
        assertThat(read.appendMillis()).isEqualTo(99);
        assertThat(read.tenant()).isEqualTo(new TenantId("team-a"));
        assertThat(PlainProfiles.full(read.batch())).isEqualTo(PlainProfiles.full(batch));
    }

    @RepeatedTest(3)
    void refusesARecordCutShortAnywhere(RandomGenerator random) {
        ProfileBatch batch = new RandomBatches(random).next("svc", true);
        byte[] payload = new RecordCodec().encode(TenantId.ANONYMOUS, batch);

        for (int length = 0; length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> RecordCodec.decode(new LogRecord(7, 0, cut)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("log record at position 7 ");
        }
    }

    @Test
    void namesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> RecordCodec.decode(new LogRecord(7, 0, new byte[] {2, 0})))
                .hasMessage("log record at position 7 has version 2 (expected 1)");
    }
}
