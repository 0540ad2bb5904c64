// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where the bytes of a store are.
final class StoredSizes {

    private final Path data;
    private final PrintStream out;

    StoredSizes(Path data, PrintStream out) {
        this.data = data;
        this.out = out;
    }

    /// Prints what the segments hold.
    ///
    /// @param profiles profiles that are in them
    void segments(long profiles) throws IOException {
        Sum sum = new Sum();
        for (Path file : files("/segments/")) {
            sum.add(Files.size(file));
        }
        print("segments", sum, samples(profiles));
    }

    /// Prints what the blocks hold, by file and by column.
    ///
    /// @param profiles profiles that are in them
    void blocks(long profiles) throws IOException {
        Sum all = new Sum();
        TreeMap<String, Sum> parts = new TreeMap<>();
        for (Path file : files("/blocks/")) {
            String name = String.valueOf(file.getFileName());
            all.add(Files.size(file));
            parts.computeIfAbsent(name, _ -> new Sum()).add(Files.size(file));
            if (name.endsWith(".parquet")) {
                columns(file, name, parts);
            }
        }
        double samples = samples(profiles);
        print("blocks", all, samples);
        parts.forEach((name, sum) -> print("  " + name, sum, samples));
    }

    private static void columns(Path file, String name, Map<String, Sum> parts) throws IOException {
        ParquetFileReader reader = ParquetFileReader.open(Files.readAllBytes(file));
        for (String column : reader.columnNames()) {
            parts.computeIfAbsent(name + " " + column, _ -> new Sum()).add(reader.bytes(column));
        }
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(part))
                    .toList();
        }
    }

    /// Every profile has two types.
    private static double samples(long profiles) {
        return profiles * 2 * Payloads.meanSamples();
    }

    private void print(String name, Sum sum, double samples) {
        out.printf(
                Locale.ROOT,
                "%-40s %6d objects %12d bytes, %.4f a sample%n",
                name,
                sum.objects,
                sum.bytes,
                sum.bytes / samples);
    }

    private static final class Sum {
        private int objects;
        private long bytes;

        void add(long more) {
            objects++;
            bytes += more;
        }
    }
}
