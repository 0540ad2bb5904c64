// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/// Commits segments that hold one profile each.
record OneProfileSegments(ObjectStore store, SegmentReader reader) {

    /// A service with one profile, of one sample, on the stack `main`.
    private record OneProfile(StackTable stacks, long value) implements SegmentContent.Service {

        @Override
        public String service() {
            return "s";
        }

        @Override
        public int seriesCount() {
            return 1;
        }

        @Override
        public Labels labels(int series) {
            return Labels.of(Labels.SERVICE_NAME, "s");
        }

        @Override
        public Iterable<Profile> profiles(int series) {
            Samples samples = new Samples(new int[] {1}, new long[] {value}, null, null);
            return List.of(
                    new Profile(labels(0), new ProfileId(value, 1), false, value, 0, 0, samples));
        }
    }

    /// Returns the key of the segment.
    String commit(String partition, long start, long end, TenantId tenant, long value)
            throws IOException {
        SymbolsBuilder symbols = new SymbolsBuilder();
        int name = symbols.string("main");
        int[] functions = {symbols.function(name, name, 0, 0)};
        int location = symbols.location(Symbols.NO_MAPPING, 0, false, functions, new long[1], 0, 1);
        StackTableBuilder stacks = new StackTableBuilder();
        stacks.push(StackTable.ROOT, location);
        OneProfile service = new OneProfile(stacks.snapshot(), value);
        SegmentContent.Tenant content =
                new SegmentContent.Tenant(tenant, symbols.snapshot(), List.of(service));
        byte[] segment =
                new SegmentWriter()
                        .write(
                                new SegmentContent(
                                        partition, start, end, List.of(content), List.of()));
        new SegmentChain(partition, store, reader).commit(segment);
        return SegmentKeys.segment(partition, start);
    }
}
