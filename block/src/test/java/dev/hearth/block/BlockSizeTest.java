// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.merge.BlockMerger;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.MergeStats;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.disk.Disk;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.HiddenTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a merge takes on disk and in memory.
final class BlockSizeTest {

    private static final String SAMPLES = "samples";

    private static final int SEGMENTS = 8;
    private static final int PROFILES = 20;
    private static final long START = 472_222 * 3_600_000_000_000L;

    @TempDir private Path directory;

    private void putSegments(int services, int pods) throws IOException {
        try (ObjectStore store =
                new FilesystemObjectStore(Disk.real(), directory.resolve("store"))) {
            for (int i = 0; i < SEGMENTS; i++) {
                SegmentContent.Tenant tenant =
                        TestFleet.tenant(
                                services,
                                pods,
                                START + (long) i * PROFILES * TestFleet.INTERVAL,
                                PROFILES);
                store.putIfAbsent(
                        SegmentKeys.segment("p", i),
                        new SegmentWriter().write(TestContent.segment("p", i, i + 1, tenant)));
            }
        }
    }

    private static MergeStats merge(Path directory) throws IOException {
        List<MergeStats> done = new ArrayList<>();
        List<MergeInput> inputs = new ArrayList<>();
        for (int i = 0; i < SEGMENTS; i++) {
            inputs.add(new MergeInput.OfSegment(SegmentKeys.segment("p", i), HiddenTimes.NOTHING));
        }
        try (ObjectStore store =
                new FilesystemObjectStore(Disk.real(), directory.resolve("store"))) {
            new BlockMerger(
                            store,
                            new SegmentReader(store, new BlockCache(1_000_000)),
                            directory.resolve("scratch"),
                            MergeBounds.DEFAULTS)
                    .merge(
                            new MergeJob(
                                    new TenantId("a"),
                                    1,
                                    0,
                                    inputs,
                                    List.of(),
                                    new TreeMap<>(),
                                    List.of()),
                            _ -> List.of(BlockId.of(Instant.EPOCH, new Random(3))),
                            done::add);
        }
        return done.getFirst();
    }

    /// Merges the segments under a directory; writes down there how many samples there were.
    static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        long samples = merge(directory).samples();
        Files.writeString(directory.resolve(SAMPLES), Long.toString(samples));
    }

    @Test
    void aSampleTakesAByteAndAHalfAtMostSymbolsIncluded() throws IOException {
        putSegments(1, 10);

        MergeStats stats = merge(directory);

        assertThat(stats.samples()).isGreaterThan(2_000_000);
        assertThat(stats.bytesWritten() * 2).isLessThan(stats.samples() * 3);
    }

    /// The samples alone would be 24 bytes each in memory.
    @Test
    void mergesMuchMoreThanFitsIntoMemory() throws Exception {
        putSegments(3, 10);
        int heapMegabytes = 80;

        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heapMegabytes + "m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BlockSizeTest.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(directory.resolve(SAMPLES)).as(said).exists();
        assertThat(Long.parseLong(Files.readString(directory.resolve(SAMPLES))) * 24)
                .isGreaterThan((2L * heapMegabytes) << 20);
    }
}
