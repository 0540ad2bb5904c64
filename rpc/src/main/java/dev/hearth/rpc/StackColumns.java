// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import static dev.hearth.rpc.MalformedAnswerException.checkLength;
import static dev.hearth.rpc.MalformedAnswerException.checkSum;
import static dev.hearth.rpc.MalformedAnswerException.checked;

import dev.hearth.model.StackTable;
import dev.hearth.model.StringTable;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.proto.hearth.internal.v1.StacksAnswer;
import dev.hearth.query.StackTotals;

/// Sums by stack as messages.
final class StackColumns {

    private StackColumns() {}

    static StacksAnswer encode(StackTotals totals) {
        Symbols symbols = totals.stacks().symbols().snapshot();
        StacksAnswer.Builder message =
                StacksAnswer.newBuilder()
                        .setStrings(StringColumn.encode(symbols.strings()))
                        .setPeriod(totals.period())
                        .setPeriodNanos(totals.periodNanos());
        for (int i = 0; i < symbols.mappingCount(); i++) {
            message.addMappingStart(symbols.mappingStart(i))
                    .addMappingLimit(symbols.mappingLimit(i))
                    .addMappingOffset(symbols.mappingOffset(i))
                    .addMappingFilename(symbols.mappingFilename(i))
                    .addMappingBuildId(symbols.mappingBuildId(i))
                    .addMappingFlags(symbols.mappingFlags(i));
        }
        for (int i = 0; i < symbols.functionCount(); i++) {
            message.addFunctionName(symbols.functionName(i))
                    .addFunctionSystemName(symbols.functionSystemName(i))
                    .addFunctionFilename(symbols.functionFilename(i))
                    .addFunctionStartLine(symbols.functionStartLine(i));
        }
        for (int i = 0; i < symbols.locationCount(); i++) {
            message.addLocationMapping(symbols.locationMapping(i) + 1)
                    .addLocationAddress(symbols.locationAddress(i))
                    .addLocationFolded(symbols.isLocationFolded(i))
                    .addLocationLines(symbols.lineEnd(i) - symbols.lineStart(i));
        }
        for (int i = 0; i < symbols.lineCount(); i++) {
            message.addLineFunction(symbols.lineFunction(i)).addLineNumber(symbols.lineNumber(i));
        }
        encodeStacks(totals.stacks().stacks(), totals.stacks().sums(), message);
        return message.build();
    }

    private static void encodeStacks(StackTable stacks, long[] sums, StacksAnswer.Builder message) {
        message.setRootSum(sums[StackTable.ROOT]);
        for (int i = 1; i < stacks.size(); i++) {
            message.addStackUp(i - stacks.parent(i))
                    .addStackLocation(stacks.location(i))
                    .addStackSum(i < sums.length ? sums[i] : 0);
        }
    }

    /// Adds what a message holds.
    static void decode(StacksAnswer message, StackTotals into) throws MalformedAnswerException {
        SymbolsBuilder symbols = new SymbolsBuilder();
        int[] locations = new Tables(message, symbols).locations();
        int stacks = message.getStackUpCount() + 1;
        checkLength("stack_location", message.getStackLocationCount(), stacks - 1);
        checkLength("stack_sum", message.getStackSumCount(), stacks - 1);
        int[] parents = new int[stacks];
        int[] ofStacks = new int[stacks];
        long[] sums = new long[stacks];
        ofStacks[StackTable.ROOT] = -1;
        sums[StackTable.ROOT] = message.getRootSum();
        for (int i = 1; i < stacks; i++) {
            parents[i] = checked("parent", i - message.getStackUp(i - 1), i);
            ofStacks[i] =
                    locations[
                            checked("location", message.getStackLocation(i - 1), locations.length)];
            sums[i] = message.getStackSum(i - 1);
        }
        into.add(new StackTable(parents, ofStacks, stacks), symbols.snapshot(), sums);
        into.addPeriod(message.getPeriodNanos(), message.getPeriod());
    }

    /// Adds the symbols of a message to others; an id of the message has its own there.
    private static final class Tables {

        private final StacksAnswer message;
        private final SymbolsBuilder symbols;
        private final int[] strings;
        private final int[] mappings;
        private final int[] functions;

        Tables(StacksAnswer message, SymbolsBuilder symbols) throws MalformedAnswerException {
            this.message = message;
            this.symbols = symbols;
            StringTable table = StringColumn.decode(message.getStrings());
            this.strings = new int[table.size()];
            for (int i = 0; i < strings.length; i++) {
                strings[i] = symbols.string(table, i);
            }
            this.mappings = new int[message.getMappingStartCount()];
            this.functions = new int[message.getFunctionNameCount()];
            addMappings();
            addFunctions();
        }

        private int string(int id) throws MalformedAnswerException {
            return strings[checked("string", id, strings.length)];
        }

        private void addMappings() throws MalformedAnswerException {
            checkLength("mapping_limit", message.getMappingLimitCount(), mappings.length);
            checkLength("mapping_offset", message.getMappingOffsetCount(), mappings.length);
            checkLength("mapping_filename", message.getMappingFilenameCount(), mappings.length);
            checkLength("mapping_build_id", message.getMappingBuildIdCount(), mappings.length);
            checkLength("mapping_flags", message.getMappingFlagsCount(), mappings.length);
            for (int i = 0; i < mappings.length; i++) {
                mappings[i] =
                        symbols.mapping(
                                message.getMappingStart(i),
                                message.getMappingLimit(i),
                                message.getMappingOffset(i),
                                string(message.getMappingFilename(i)),
                                string(message.getMappingBuildId(i)),
                                message.getMappingFlags(i));
            }
        }

        private void addFunctions() throws MalformedAnswerException {
            int count = functions.length;
            checkLength("function_system_name", message.getFunctionSystemNameCount(), count);
            checkLength("function_filename", message.getFunctionFilenameCount(), count);
            checkLength("function_start_line", message.getFunctionStartLineCount(), count);
            for (int i = 0; i < count; i++) {
                functions[i] =
                        symbols.function(
                                string(message.getFunctionName(i)),
                                string(message.getFunctionSystemName(i)),
                                string(message.getFunctionFilename(i)),
                                message.getFunctionStartLine(i));
            }
        }

        int[] locations() throws MalformedAnswerException {
            int[] locations = new int[message.getLocationMappingCount()];
            int lines = message.getLineFunctionCount();
            checkLength("location_address", message.getLocationAddressCount(), locations.length);
            checkLength("location_folded", message.getLocationFoldedCount(), locations.length);
            checkLength("location_lines", message.getLocationLinesCount(), locations.length);
            checkLength("line_number", message.getLineNumberCount(), lines);
            checkSum("line_function", locations.length, message::getLocationLines, lines);
            int[] lineFunctions = new int[lines];
            long[] lineNumbers = new long[lines];
            for (int i = 0; i < lines; i++) {
                lineFunctions[i] =
                        functions[
                                checked("function", message.getLineFunction(i), functions.length)];
                lineNumbers[i] = message.getLineNumber(i);
            }
            int from = 0;
            for (int i = 0; i < locations.length; i++) {
                int to = from + message.getLocationLines(i);
                int mapping =
                        checked("mapping", message.getLocationMapping(i), mappings.length + 1);
                locations[i] =
                        symbols.location(
                                mapping == 0 ? Symbols.NO_MAPPING : mappings[mapping - 1],
                                message.getLocationAddress(i),
                                message.getLocationFolded(i),
                                lineFunctions,
                                lineNumbers,
                                from,
                                to);
                from = to;
            }
            return locations;
        }
    }
}
