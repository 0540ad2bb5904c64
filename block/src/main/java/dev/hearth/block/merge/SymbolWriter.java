// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.segment.DenseIds;
import dev.hearth.block.segment.StackOrder;
import dev.hearth.model.StringTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.function.Function;

/// Writes the stacks and the symbols of one service after the other. For one thread.
final class SymbolWriter {

    private final TableFile stacks;
    private final TableFile locations;
    private final TableFile lines;
    private final TableFile functions;
    private final TableFile mappings;

    SymbolWriter(Function<BlockFile, TableFile> tables) {
        stacks = tables.apply(BlockFile.STACKS);
        locations = tables.apply(BlockFile.LOCATIONS);
        lines = tables.apply(BlockFile.LINES);
        functions = tables.apply(BlockFile.FUNCTIONS);
        mappings = tables.apply(BlockFile.MAPPINGS);
    }

    /// Writes those of a service.
    ///
    /// @param order its stacks, numbered
    FunctionNodes write(StackOrder order, Symbols symbols) throws IOException {
        DenseIds usedLocations = new DenseIds(symbols.locationCount());
        DenseIds usedFunctions = new DenseIds(symbols.functionCount());
        DenseIds usedMappings = new DenseIds(symbols.mappingCount());
        writeStacks(order, usedLocations);
        writeLines(symbols, usedLocations, usedFunctions);
        writeLocations(symbols, usedLocations, usedMappings);
        writeFunctions(symbols, usedFunctions);
        writeMappings(symbols, usedMappings);
        return new FunctionNodes(order, symbols, usedFunctions);
    }

    private void writeStacks(StackOrder order, DenseIds usedLocations) throws IOException {
        int base = stacks.rows();
        int firstLocation = locations.rows();
        for (int i = 0; i < order.size(); i++) {
            int location = order.location(i);
            stacks.reserve(1);
            int row = stacks.row();
            stacks.ints(0)[row] = base + i;
            stacks.ints(1)[row] = base + order.parent(i);
            stacks.ints(2)[row] = location < 0 ? -1 : firstLocation + usedLocations.use(location);
            stacks.advance(1);
        }
    }

    private void writeLines(Symbols symbols, DenseIds usedLocations, DenseIds usedFunctions)
            throws IOException {
        int firstLocation = locations.rows();
        int firstFunction = functions.rows();
        for (int i = 0; i < usedLocations.size(); i++) {
            int start = symbols.lineStart(usedLocations.oldId(i));
            int end = symbols.lineEnd(usedLocations.oldId(i));
            for (int line = start; line < end; line++) {
                lines.reserve(1);
                int row = lines.row();
                lines.ints(0)[row] = firstLocation + i;
                lines.ints(1)[row] = line - start;
                lines.ints(2)[row] = firstFunction + usedFunctions.use(symbols.lineFunction(line));
                lines.longs(3)[row] = symbols.lineNumber(line);
                lines.advance(1);
            }
        }
    }

    private void writeLocations(Symbols symbols, DenseIds usedLocations, DenseIds usedMappings)
            throws IOException {
        int base = locations.rows();
        int firstMapping = mappings.rows();
        for (int i = 0; i < usedLocations.size(); i++) {
            int old = usedLocations.oldId(i);
            int mapping = symbols.locationMapping(old);
            locations.reserve(1);
            int row = locations.row();
            locations.ints(0)[row] = base + i;
            locations.ints(1)[row] =
                    mapping == Symbols.NO_MAPPING
                            ? Symbols.NO_MAPPING
                            : firstMapping + usedMappings.use(mapping);
            locations.longs(2)[row] = symbols.locationAddress(old);
            locations.flags(3)[row] = symbols.isLocationFolded(old);
            locations.advance(1);
        }
    }

    private void writeFunctions(Symbols symbols, DenseIds used) throws IOException {
        int base = functions.rows();
        for (int i = 0; i < used.size(); i++) {
            int old = used.oldId(i);
            functions.reserve(1);
            int row = functions.row();
            functions.ints(0)[row] = base + i;
            functions.ints(1)[row] = string(functions, symbols, symbols.functionName(old));
            functions.ints(2)[row] = string(functions, symbols, symbols.functionSystemName(old));
            functions.ints(3)[row] = string(functions, symbols, symbols.functionFilename(old));
            functions.longs(4)[row] = symbols.functionStartLine(old);
            functions.advance(1);
        }
    }

    private void writeMappings(Symbols symbols, DenseIds used) throws IOException {
        int base = mappings.rows();
        for (int i = 0; i < used.size(); i++) {
            int old = used.oldId(i);
            int flags = symbols.mappingFlags(old);
            mappings.reserve(1);
            int row = mappings.row();
            mappings.ints(0)[row] = base + i;
            mappings.longs(1)[row] = symbols.mappingStart(old);
            mappings.longs(2)[row] = symbols.mappingLimit(old);
            mappings.longs(3)[row] = symbols.mappingOffset(old);
            mappings.ints(4)[row] = string(mappings, symbols, symbols.mappingFilename(old));
            mappings.ints(5)[row] = string(mappings, symbols, symbols.mappingBuildId(old));
            mappings.flags(6)[row] = (flags & Symbols.HAS_FUNCTIONS) != 0;
            mappings.flags(7)[row] = (flags & Symbols.HAS_FILENAMES) != 0;
            mappings.flags(8)[row] = (flags & Symbols.HAS_LINE_NUMBERS) != 0;
            mappings.flags(9)[row] = (flags & Symbols.HAS_INLINE_FRAMES) != 0;
            mappings.advance(1);
        }
    }

    private static int string(TableFile file, Symbols symbols, int id) {
        StringTable strings = symbols.strings();
        return file.string(strings.bytes(), strings.offset(id), strings.length(id));
    }
}
