// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The checked-in segment of version 1. Its files are never regenerated to make this test pass.
final class SegmentGoldenTest {

    private static final String KEY = SegmentKeys.segment("golden", 1000);

    static SegmentContent content() {
        SplittableRandom random = new SplittableRandom(1);
        return TestContent.segment(
                "golden",
                1000,
                2000,
                TestContent.tenant(random, "a", new TestContent.Shape(2, 3, 2, 9, true)),
                TestContent.tenant(random, "b", new TestContent.Shape(1, 1, 1, 9, false)));
    }

    static SegmentContent observed() {
        SplittableRandom random = new SplittableRandom(2);
        TestContent.Shape shape = new TestContent.Shape(1, 2, 2, 5, false);
        return TestContent.segment(
                "golden",
                1000,
                2000,
                TestContent.tenant(random, "a", shape),
                TestContent.observed(random, TestContent.tenant(random, "b", shape), 2));
    }

    /// What a segment holds for its tenants, a line for each profile and for each of its stacks.
    static String describe(byte[] segment) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        store.putIfAbsent(KEY, segment);
        SegmentReader reader = new SegmentReader(store, new BlockCache(1_000_000));
        StringBuilder text = new StringBuilder();
        for (String tenant : new String[] {"a", "b"}) {
            SegmentSource source = Objects.requireNonNull(reader.source(KEY, new TenantId(tenant)));
            SegmentContents.read(source, new SampleFilter.All())
                    .forEach((name, value) ->
                            text.append(tenant)
                                    .append(' ')
                                    .append(name)
                                    .append(" = ")
                                    .append(value)
                                    .append('\n'));
            for (String line : SegmentContents.readObservations(source)) {
                text.append(tenant).append(' ').append(line).append('\n');
            }
        }
        reader.retryIds(KEY).forEach(retry -> text.append(retry).append('\n'));
        return text.toString();
    }

    @Test
    void equalContentStillGivesTheSameBytes() throws IOException {
        assertThat(new SegmentWriter().write(content())).isEqualTo(resource("segment.bin"));
    }

    @Test
    void theCheckedInSegmentIsStillRead() throws IOException {
        assertThat(describe(resource("segment.bin")))
                .isEqualTo(new String(resource("contents.txt"), StandardCharsets.UTF_8));
    }

    @Test
    void observationsStillGiveTheSameBytes() throws IOException {
        assertThat(new SegmentWriter().write(observed())).isEqualTo(resource("observed.bin"));
    }

    @Test
    void theCheckedInObservationsAreStillRead() throws IOException {
        assertThat(describe(resource("observed.bin")))
                .isEqualTo(new String(resource("observed.txt"), StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                SegmentGoldenTest.class.getResourceAsStream("/golden/segment-v1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
