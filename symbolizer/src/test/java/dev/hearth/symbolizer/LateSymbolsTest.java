// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Limits;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.proto.debuginfo.v1alpha1.FileMetadata;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LateSymbolsTest {

    private static final TenantId RED = new TenantId("red");
    private static final byte[] PROGRAM = Fixtures.bytes("dwarf5.elf");

    /// An address of the program in which two calls are inlined.
    private static final long INLINED = 0x1190;

    private static final Limits LIMITS = TestLimits.of(true, 1 << 20);

    @TempDir private Path folder;
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final SymbolTables tables = new SymbolTables(objects, 1 << 20, System::nanoTime);
    private final LateSymbols names = new LateSymbols(tables, LIMITS);
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();
    private String id = "";

    @BeforeEach
    void upload() throws Exception {
        DebuginfoStore store =
                new DebuginfoStore(objects, tables, folder, LIMITS, InstantSource.system());
        id = Fixtures.elf(PROGRAM).gnuBuildId();
        store.begin(RED, FileMetadata.newBuilder().setGnuBuildId(id).build());
        store.receive(RED, id, new ByteArrayInputStream(PROGRAM), () -> false);
        store.finish(RED, id);
    }

    private int mapping(String buildId, int flags) {
        return symbols.mapping(
                0x7f0000001000L,
                0x7f0000002000L,
                0x1000,
                symbols.string("/bin/program"),
                symbols.string(buildId),
                flags);
    }

    private int stack(int mapping, long address) {
        int location = symbols.location(mapping, address, false, new int[0], new long[0], 0, 0);
        return stacks.push(StackTable.ROOT, location);
    }

    private static List<String> lines(Symbols named, int location) {
        List<String> lines = new ArrayList<>();
        for (int line = named.lineStart(location); line < named.lineEnd(location); line++) {
            int name = named.functionName(named.lineFunction(line));
            lines.add(named.strings().get(name) + ":" + named.lineNumber(line));
        }
        return lines;
    }

    @Test
    void namesAddressesOfARunningProgram() throws Exception {
        stack(mapping(id, 0), 0x7f0000001000L + INLINED - 0x1000);

        Symbols named = names.name(RED, symbols.snapshot(), stacks.snapshot(), null);

        assertThat(lines(named, 0)).containsExactly("leaf:9", "middle:15", "outer:20");
        assertThat(named.mappingFlags(0) & Symbols.HAS_FUNCTIONS).isNotZero();
    }

    @Test
    void namesTheLinkersAddresses() throws Exception {
        stack(mapping(id, 0), INLINED);

        assertThat(lines(names.name(RED, symbols.snapshot(), stacks.snapshot(), null), 0))
                .hasSize(3);
    }

    @Test
    void readsBuildIdsThatAreWrapped() throws Exception {
        String wrapped =
                "{\"repository\":\"r\",\"git_ref\":\"g\",\"build_id\":\"%s\"}".formatted(id);
        stack(mapping(wrapped, 0), INLINED);

        assertThat(lines(names.name(RED, symbols.snapshot(), stacks.snapshot(), null), 0))
                .hasSize(3);
    }

    @Test
    void leavesAloneWhatItDoesNotKnow() throws Exception {
        stack(mapping(id, 0), INLINED);
        stack(mapping("abcdef", 0), INLINED);
        stack(mapping(id, 0), 0x7f0000001fffL);

        Symbols named = names.name(RED, symbols.snapshot(), stacks.snapshot(), null);

        assertThat(lines(named, 1)).isEmpty();
        assertThat(lines(named, 2)).isEmpty();
        assertThat(named.locationAddress(1)).isEqualTo(INLINED);
    }

    @Test
    void namesOnlyWhatHasASum() throws Exception {
        stack(mapping(id, 0), INLINED);
        stack(mapping(id, 0), INLINED + 1);

        Symbols named =
                names.name(RED, symbols.snapshot(), stacks.snapshot(), new long[] {0, 0, 5});

        assertThat(lines(named, 0)).isEmpty();
        assertThat(lines(named, 1)).isNotEmpty();
    }

    @Test
    void readsNoTableThatNothingWithASumNeeds() throws Exception {
        stack(mapping(id, 0), INLINED);
        Symbols before = symbols.snapshot();

        assertThat(names.name(RED, before, stacks.snapshot(), new long[] {0, 0})).isSameAs(before);
        assertThat(tables.stats().misses()).isZero();
    }

    @Test
    void givesBackTheSameWhereThereIsNothingToName() throws Exception {
        stack(mapping(id, Symbols.HAS_FUNCTIONS), INLINED);
        Symbols before = symbols.snapshot();

        assertThat(names.name(RED, before, stacks.snapshot(), null)).isSameAs(before);
    }

    @Test
    void namesNothingForATenantThatDoesNotWantIt() throws Exception {
        stack(mapping(id, 0), INLINED);
        Symbols before = symbols.snapshot();
        LateSymbols off = new LateSymbols(tables, TestLimits.of(false, 1 << 20));

        assertThat(off.name(RED, before, stacks.snapshot(), null)).isSameAs(before);
    }

    @Test
    void namesNothingForAnotherTenant() throws Exception {
        stack(mapping(id, 0), INLINED);
        Symbols before = symbols.snapshot();

        assertThat(names.name(new TenantId("blue"), before, stacks.snapshot(), null))
                .isSameAs(before);
    }

    @Test
    void keepsTheLinesThatAreThereAndEachStringOnce() throws Exception {
        int leaf = symbols.string("leaf");
        int function = symbols.function(leaf, leaf, 0, 0);
        int location =
                symbols.location(
                        mapping(id, 0), 7, false, new int[] {function}, new long[] {3}, 0, 1);
        stacks.push(StackTable.ROOT, location);
        stack(mapping(id, 0), INLINED);

        Symbols named = names.name(RED, symbols.snapshot(), stacks.snapshot(), null);

        assertThat(lines(named, 0)).containsExactly("leaf:3");
        assertThat(named.functionName(named.lineFunction(named.lineStart(1)))).isEqualTo(leaf);
    }
}
