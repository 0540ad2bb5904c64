// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.model.StackTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sums up by function and hour what the stacks of a service cost, and writes it in order of
/// function. What does not fit into memory waits in scratch files. For one thread.
final class FunctionCosts {

    /// Bytes of sums that are held, unless those of one hour are more.
    private static final long MAX_BYTES = 32 << 20;

    private final Path directory;
    private final TableFile file;
    private FunctionNodes nodes;
    private int firstFunction;
    private final List<String> types = new ArrayList<>();
    private final List<byte[]> typeNames = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final SortedMap<Long, long[]> hours = new TreeMap<>();
    private int[] path = new int[64];
    private long[] inclusive = new long[64];
    private int depth;

    private record Run(Path file, int type, long count) {}

    /// @param directory where scratch files go
    FunctionCosts(Path directory, TableFile file) {
        this.directory = directory;
        this.file = file;
        this.nodes = FunctionNodes.none();
    }

    /// Begins a service.
    ///
    /// @param first its first function in the files
    void startService(FunctionNodes stacks, int first) {
        nodes = stacks;
        firstFunction = first;
        types.clear();
        typeNames.clear();
    }

    /// Begins a profile type, unless it is the one before.
    void startType(String type) throws IOException {
        if (types.isEmpty() || !types.getLast().equals(type)) {
            spill();
            types.add(type);
            typeNames.add(type.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Adds an hour of a series.
    ///
    /// @param stacks stacks of the service from 0, ascending
    /// @param values by stack
    void add(long hour, int[] stacks, int count, long[] values) throws IOException {
        long[] costs = hours.get(hour);
        if (costs == null) {
            if (16L * nodes.functions() * (hours.size() + 1) > MAX_BYTES) {
                spill();
            }
            costs = new long[2 * nodes.functions()];
            hours.put(hour, costs);
        }
        path[0] = StackTable.ROOT;
        inclusive[0] = 0;
        depth = 1;
        for (int i = 0; i < count; i++) {
            int stack = stacks[i];
            long value = values[stack];
            if (value != 0) {
                if (nodes.self[stack] != FunctionNodes.NONE) {
                    costs[2 * nodes.self[stack]] += value;
                }
                go(stack, costs);
                inclusive[depth - 1] += value;
            }
        }
        leave(0, costs);
    }

    /// Makes the path that from the root to a stack: ends what does not belong to it, adds what is
    /// missing.
    private void go(int stack, long[] costs) {
        int missing = 0;
        int ancestor = stack;
        while (path[depth - 1] != ancestor) {
            if (path[depth - 1] > ancestor) {
                leave(depth - 1, costs);
            } else {
                missing++;
                ancestor = nodes.parents[ancestor];
            }
        }
        if (depth + missing > path.length) {
            path = Arrays.copyOf(path, 2 * (depth + missing));
            inclusive = Arrays.copyOf(inclusive, path.length);
        }
        int at = stack;
        for (int i = depth + missing - 1; i >= depth; i--) {
            path[i] = at;
            inclusive[i] = 0;
            at = nodes.parents[at];
        }
        depth += missing;
    }

    /// Ends the path behind so many stacks.
    private void leave(int newDepth, long[] costs) {
        while (depth > newDepth) {
            depth--;
            int stack = path[depth];
            for (int i = nodes.namedStarts[stack]; i < nodes.namedStarts[stack + 1]; i++) {
                costs[2 * nodes.named[i] + 1] += inclusive[depth];
            }
            if (depth > 0) {
                inclusive[depth - 1] += inclusive[depth];
            }
        }
    }

    private void spill() throws IOException {
        if (hours.isEmpty()) {
            return;
        }
        Path run = Files.createTempFile(directory, "costs-", ".run");
        long count = CostRun.write(run, nodes.functions(), hours);
        runs.add(new Run(run, types.size() - 1, count));
        hours.clear();
    }

    /// Writes the costs of a service.
    void endService(String service) throws IOException {
        spill();
        PriorityQueue<CostRun> queue = new PriorityQueue<>(Comparator.naturalOrder());
        List<CostRun> open = new ArrayList<>();
        try {
            for (Run run : runs) {
                CostRun opened = CostRun.open(run.file, run.type, run.count);
                open.add(opened);
                if (opened.next()) {
                    queue.add(opened);
                }
            }
            writeAll(service.getBytes(StandardCharsets.UTF_8), queue);
        } finally {
            for (CostRun each : open) {
                each.close();
            }
        }
        for (Run run : runs) {
            Files.delete(run.file);
        }
        runs.clear();
    }

    private void writeAll(byte[] service, PriorityQueue<CostRun> queue) throws IOException {
        while (!queue.isEmpty()) {
            CostRun run = queue.remove();
            int function = run.function();
            int type = run.type();
            long hour = run.hour();
            long self = run.self();
            long total = run.total();
            if (run.next()) {
                queue.add(run);
            }
            CostRun next = queue.peek();
            while (next != null
                    && next.function() == function
                    && next.type() == type
                    && next.hour() == hour) {
                queue.remove();
                self += next.self();
                total += next.total();
                if (next.next()) {
                    queue.add(next);
                }
                next = queue.peek();
            }
            if (self != 0 || total != 0) {
                write(service, type, function, hour, self, total);
            }
        }
    }

    private void write(byte[] service, int type, int function, long hour, long self, long total)
            throws IOException {
        file.reserve(1);
        int row = file.row();
        file.ints(0)[row] = file.string(service, 0, service.length);
        byte[] name = typeNames.get(type);
        file.ints(1)[row] = file.string(name, 0, name.length);
        file.ints(2)[row] = firstFunction + function;
        file.longs(3)[row] = hour;
        file.longs(4)[row] = self;
        file.longs(5)[row] = total;
        file.advance(1);
    }
}
