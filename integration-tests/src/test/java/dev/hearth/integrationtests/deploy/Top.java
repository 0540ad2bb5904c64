// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of the project.
final class Top {

    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private Top() {}

    /// Returns a file by its path from the top.
    static Path file(String path) {
        return TOP.resolve(path);
    }

    /// Returns the archive that the build made; without one the running test fails or is left out.
    static Path archive() throws IOException {
        Path target = file("app/target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> archives =
                        files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
                if (!archives.isEmpty()) {
                    return archives.getFirst();
                }
            }
        }
        throw RealPart.missing(
                "the archive", "run ./mvnw -Darchive.skip=false -DskipTests -pl app -am package");
    }
}
