// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Version 1 stays what it is: the file was checked in once and is never made anew.
final class ProfileBatchGoldenTest {

    private static byte[] golden() throws IOException {
        return golden("batch.bin");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in =
                ProfileBatchGoldenTest.class.getResourceAsStream("/golden/batch-v1/" + name)) {
            assertThat(in).isNotNull();
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    /// The batch that `docs/formats/batch-v1.md` shows.
    static ProfileBatch batch() {
        SymbolsBuilder symbols = new SymbolsBuilder();
        int exe = symbols.string("app");
        int main = symbols.string("main");
        int work = symbols.string("work");
        int file = symbols.string("app.c");
        int mapping = symbols.mapping(0x1000, 0x2000, 0x10, exe, 0, Symbols.HAS_FUNCTIONS);
        int mainFunction = symbols.function(main, main, file, 3);
        int workFunction = symbols.function(work, work, file, 10);
        int top =
                symbols.location(
                        mapping, 0x1100, false, new int[] {mainFunction}, new long[] {5}, 0, 1);
        int inlined =
                symbols.location(
                        Symbols.NO_MAPPING,
                        0x1180,
                        true,
                        new int[] {workFunction, mainFunction},
                        new long[] {12, 6},
                        0,
                        2);
        StackTableBuilder stacks = new StackTableBuilder();
        int outer = stacks.push(StackTable.ROOT, top);
        int inner = stacks.push(outer, inlined);
        int[] ids = {outer, inner};
        Profile count =
                new Profile(
                        Labels.of("__name__", "process_cpu", "service_name", "app"),
                        new ProfileId(1, 2),
                        true,
                        1_700_000_000_000_000_000L,
                        10_000_000_000L,
                        100,
                        new Samples(ids, new long[] {7, 300}, null, null));
        Profile time =
                new Profile(
                        Labels.of("__name__", "wall", "service_name", "app"),
                        new ProfileId(3, 4),
                        false,
                        1_700_000_000_000_000_001L,
                        0,
                        0,
                        new Samples(
                                ids.clone(),
                                new long[] {1, 2},
                                new long[] {0, 0x1122334455667788L},
                                new long[] {5, 6, 5, 6}));
        return new ProfileBatch(symbols.snapshot(), stacks.snapshot(), List.of(count, time));
    }

    /// The same with observations: none of the first sample, four of the second, of which two are
    /// of one moment.
    static ProfileBatch observed() {
        ProfileBatch batch = batch();
        Profile first = batch.profiles().getFirst();
        long time = first.timeNanos();
        SampleTimes times =
                new SampleTimes(
                        new int[] {0, 4},
                        new long[] {
                            time - 1, time + 10_000_000, time + 10_000_000, time + (1L << 40)
                        },
                        new long[] {1, 2, 3, 250});
        Profile observed =
                new Profile(
                        first.labels(),
                        first.id(),
                        first.isRetryable(),
                        time,
                        first.durationNanos(),
                        first.period(),
                        new Samples(
                                first.samples().stacks(),
                                first.samples().values(),
                                null,
                                null,
                                times));
        return new ProfileBatch(
                batch.symbols(), batch.stacks(), List.of(observed, batch.profiles().getLast()));
    }

    @Test
    void writesTheObservationsThatWereCheckedIn() throws IOException {
        assertThat(ProfileBatchCodec.encode(observed())).isEqualTo(golden("observed.bin"));
    }

    @Test
    void readsTheObservationsThatWereCheckedIn() throws IOException {
        assertThat(Batches.describe(ProfileBatchCodec.decode(golden("observed.bin"))))
                .isEqualTo(Batches.describe(observed()));
    }

    @Test
    void writesTheBytesThatWereCheckedIn() throws IOException {
        assertThat(ProfileBatchCodec.encode(batch())).isEqualTo(golden());
    }

    @Test
    void readsTheBytesThatWereCheckedIn() throws IOException {
        assertThat(Batches.describe(ProfileBatchCodec.decode(golden())))
                .isEqualTo(Batches.describe(batch()));
    }
}
