// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ProfileBatchCodecTest {

    @RepeatedTest(300)
    void readsBackWhatWasWritten(RandomGenerator random) throws MalformedBatchException {
        ProfileBatch batch = Batches.random(random);

        ProfileBatch read = ProfileBatchCodec.decode(ProfileBatchCodec.encode(batch));

        assertThat(Batches.describe(read)).isEqualTo(Batches.describe(batch));
    }

    @RepeatedTest(20)
    void writesTheSameBytesAgain(RandomGenerator random) throws MalformedBatchException {
        byte[] bytes = ProfileBatchCodec.encode(Batches.random(random));

        byte[] again = ProfileBatchCodec.encode(ProfileBatchCodec.decode(bytes));

        assertThat(again).isEqualTo(bytes);
    }

    @Test
    void readsFromTheMiddleOfAnArray() throws MalformedBatchException {
        ProfileBatch batch = Batches.random(new java.util.SplittableRandom(1));
        byte[] bytes = ProfileBatchCodec.encode(batch);
        byte[] larger = new byte[bytes.length + 20];
        Arrays.fill(larger, (byte) 0xff);
        System.arraycopy(bytes, 0, larger, 7, bytes.length);

        ProfileBatch read = ProfileBatchCodec.decode(larger, 7, bytes.length);

        assertThat(Batches.describe(read)).isEqualTo(Batches.describe(batch));
    }

    @RepeatedTest(5)
    void refusesEveryProperPrefix(RandomGenerator random) {
        byte[] bytes = ProfileBatchCodec.encode(Batches.random(random));

        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> ProfileBatchCodec.decode(bytes, 0, cut))
                    .isInstanceOf(MalformedBatchException.class);
        }
    }

    @Test
    void refusesBytesBehindTheEnd() {
        byte[] bytes = ProfileBatchCodec.encode(Batches.random(new java.util.SplittableRandom(2)));

        assertThatThrownBy(() -> ProfileBatchCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessageContaining("has 1 bytes more than it needs");
    }

    @Test
    void refusesAnotherVersion() {
        assertThatThrownBy(() -> ProfileBatchCodec.decode(new byte[] {9, 0, 0}))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessage("batch has version 9 (expected 1)");
    }

    @RepeatedTest(2000)
    void damagedBytesAreRefusedOrGiveABatchWhoseIdsAllFit(RandomGenerator random) {
        byte[] bytes = ProfileBatchCodec.encode(Batches.random(random));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
        }

        ProfileBatch read;
        try {
            read = ProfileBatchCodec.decode(bytes);
        } catch (MalformedBatchException e) {
            return;
        }
        // Describing walks all ids; writing checks them.
        assertThat(Batches.describe(read)).isNotEmpty();
        assertThat(ProfileBatchCodec.encode(read)).isNotEmpty();
    }

    @Test
    void refusesACountThatTheBytesCannotHold() {
        byte[] bytes = {1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};

        assertThatThrownBy(() -> ProfileBatchCodec.decode(bytes))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessageContaining("has 2147483647 things in 0 bytes");
    }

    @Test
    void doesNotWriteABatchThatCouldNotBeReadAgain() {
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        stacks.push(StackTable.ROOT, 5);

        assertThatThrownBy(() ->
                        ProfileBatchCodec.encode(
                                new ProfileBatch(symbols.snapshot(), stacks.snapshot(), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("location id is 5 (expected 0 to -1)");
    }

    @Test
    void refusesObservationsThatComeToMoreThanTheirSample() {
        assertThatThrownBy(() -> ProfileBatchCodec.encode(observed(3, new long[] {2, 2})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observation's value is 2 (expected 1 to 1)");
    }

    @Test
    void readsNoObservationsThatComeToMoreThanTheirSample() {
        byte[] bytes = ProfileBatchCodec.encode(observed(4, new long[] {2, 2}));
        bytes[bytes.length - 1] = 3;

        assertThatThrownBy(() -> ProfileBatchCodec.decode(bytes))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessageContaining("observation's value is 3 (expected 1 to 2)");
    }

    @Test
    void timesWithoutAnObservationAreNone() {
        SampleTimes none = new SampleTimes(new int[1], new long[0], new long[0]);

        assertThat(new Samples(new int[1], new long[] {1}, null, null, none).times()).isNull();
    }

    /// One sample, of which something was observed at 5 ns and at 6 ns.
    private static ProfileBatch observed(long value, long[] observed) {
        SampleTimes times = new SampleTimes(new int[] {2}, new long[] {5, 6}, observed);
        Samples samples = new Samples(new int[1], new long[] {value}, null, null, times);
        return new ProfileBatch(
                new SymbolsBuilder().snapshot(),
                new StackTableBuilder().snapshot(),
                List.of(
                        new Profile(
                                Labels.of("service_name", "a"),
                                new ProfileId(1, 2),
                                true,
                                4,
                                1,
                                1,
                                samples)));
    }

    @Test
    void aSecondTypeOverTheSameStacksCostsItsValuesOnly() {
        ProfileBatch one = typical(1);
        ProfileBatch two = typical(2);

        int more = ProfileBatchCodec.encode(two).length - ProfileBatchCodec.encode(one).length;

        assertThat(more).isLessThan(700 * 2 + 60);
    }

    /// 700 stacks, each with one value of two bytes.
    private static ProfileBatch typical(int profiles) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        StackTableBuilder stacks = new StackTableBuilder();
        int[] ids = new int[700];
        long[] values = new long[700];
        for (int i = 0; i < ids.length; i++) {
            int name = symbols.string("function" + i);
            int function = symbols.function(name, name, 0, 0);
            int location =
                    symbols.location(
                            Symbols.NO_MAPPING,
                            i,
                            false,
                            new int[] {function},
                            new long[] {i},
                            0,
                            1);
            ids[i] = stacks.push(i == 0 ? StackTable.ROOT : ids[i - 1], location);
            values[i] = 1000L + i;
        }
        Profile profile =
                new Profile(
                        Labels.of("service_name", "a"),
                        new ProfileId(1, 2),
                        true,
                        1_700_000_000_000_000_000L,
                        10_000_000_000L,
                        10_000_000,
                        new Samples(ids, values, null, null));
        return new ProfileBatch(
                symbols.snapshot(),
                stacks.snapshot(),
                java.util.Collections.nCopies(profiles, profile));
    }
}
