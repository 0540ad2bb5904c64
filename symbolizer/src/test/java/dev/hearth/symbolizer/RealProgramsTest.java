// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.table.SymbolTable;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// Programs that the machine's compilers make, against what the machine's tools say of them. Where
/// a compiler is missing, a test fails if `CI=true` and is left out otherwise.
@ExtendWith(Seeded.class)
final class RealProgramsTest {

    private static final String GO =
            """
            package main

            import (
            \t"fmt"
            \t"os"
            )

            func small(x int) int { return x*3 + len(os.Args) }

            func main() {
            \ts := 0
            \tfor i := 0; i < 10; i++ {
            \t\ts += small(i)
            \t}
            \tfmt.Println(s)
            }
            """;

    private static final String RUST =
            """
            use std::collections::HashMap;
            fn main() {
                let mut m = HashMap::new();
                for i in 0..std::env::args().count() { *m.entry(format!("{}", i % 7)).or_insert(0) += i; }
                println!("{}", m.values().map(|v| v * 3).sum::<usize>());
            }
            """;

    @TempDir private Path folder;

    private String run(String... command) throws IOException, InterruptedException {
        Path input = folder.resolve("input");
        if (!Files.exists(input)) {
            Files.writeString(input, "");
        }
        Path output = folder.resolve("output");
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectInput(input.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException e) {
            String message = "%s is missing (install it)".formatted(command[0]);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionFailedError(message, e);
            }
            throw new TestAbortedException(message, e);
        }
        int status = process.waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IOException("%s ended with %d: %s".formatted(command[0], status, said));
        }
        return said;
    }

    private Path compileC(String... options) throws IOException, InterruptedException {
        Files.copy(Path.of("src/test/fixtures/inlined.c"), folder.resolve("inlined.c"));
        List<String> command = new ArrayList<>(List.of("cc", "-O2", "-o", "program"));
        command.addAll(List.of(options));
        command.add("inlined.c");
        run(command.toArray(String[]::new));
        return folder.resolve("program");
    }

    private static SymbolTable table(Path program) throws Exception {
        return Fixtures.table(Files.readAllBytes(program));
    }

    private long address(Path program, String symbol) throws IOException, InterruptedException {
        return run("nm", program.toString())
                .lines()
                .filter(line -> line.endsWith(" " + symbol))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, 16), 16))
                .findFirst()
                .orElseThrow();
    }

    private Map<Long, List<String>> addr2line(Path program, long start, int count)
            throws IOException, InterruptedException {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < count; i++) {
            input.append("0x%x%n".formatted(start + i));
        }
        Files.writeString(folder.resolve("input"), input);
        return Fixtures.addr2line(run("addr2line", "-a", "-i", "-f", "-e", program.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-gdwarf-2", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5", "-gz=zlib"})
    void namesCAsAddr2lineDoes(String option) throws Exception {
        Path program = compileC("-g", option);

        SymbolTable table = table(program);
        Map<Long, List<String>> expected = addr2line(program, address(program, "outer"), 80);

        assertThat(expected).hasSize(80);
        expected.forEach((address, frames) ->
                assertThat(Fixtures.frames(table, address))
                        .as("address %x", address)
                        .isEqualTo(frames));
    }

    @Test
    void namesRustAsAddr2lineDoes() throws Exception {
        Files.writeString(folder.resolve("program.rs"), RUST);
        run("rustc", "-O", "-g", "-o", "program", "program.rs");
        Path program = folder.resolve("program");
        String main =
                run("nm", program.toString())
                        .lines()
                        .filter(line -> line.contains("7program4main"))
                        .findFirst()
                        .orElseThrow();
        long start = Long.parseUnsignedLong(main.substring(0, 16), 16);

        SymbolTable table = table(program);

        addr2line(program, start, 200)
                .forEach((address, frames) ->
                        assertThat(Fixtures.frames(table, address))
                                .as("address %x", address)
                                .isEqualTo(frames));
    }

    @Test
    void namesGoAndWhatItInlines() throws Exception {
        Path program = compileGo();

        SymbolTable table = table(program);
        long start = address(program, "main.main");
        List<List<String>> seen = new ArrayList<>();
        for (long address = start; address < start + 150; address++) {
            seen.add(Fixtures.frames(table, address));
        }

        String file = folder.resolve("main.go").toRealPath().toString();
        assertThat(seen).contains(List.of("main.small", file + ":8", "main.main", file + ":13"));
    }

    private Path compileGo(String... options) throws Exception {
        Files.writeString(folder.resolve("main.go"), GO);
        Files.writeString(folder.resolve("go.mod"), "module example.com/program\n\ngo 1.21\n");
        List<String> command = new ArrayList<>(List.of("go", "build", "-o", "program"));
        command.addAll(List.of(options));
        command.add(".");
        run(command.toArray(String[]::new));
        return folder.resolve("program");
    }

    @RepeatedTest(3)
    void wrongProgramsCauseNothingButTheirException(RandomGenerator random) throws Exception {
        byte[] original = Files.readAllBytes(compileC("-g"));
        for (int round = 0; round < 300; round++) {
            byte[] file = original.clone();
            for (int i = random.nextInt(1, 40); i > 0; i--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                SymbolTable table = Fixtures.table(file);
                assertThat(table.rangeCount()).isLessThan(100_000);
            } catch (MalformedDebuginfoException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }
}
