// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page of `docs/reference` that is made from the code.
///
/// @param file name of the page
/// @param test the test that compares it
record ReferenceDocument(String file, Class<?> test) {

    private static final String WRITE = "hearth.write-docs";

    /// Fails, with the command that rewrites the page, if it does not say what it should; rewrites
    /// it if asked to.
    void requireSays(String expected) throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(path().getParent());
            Files.writeString(path(), expected);
        }
        assertThat(read())
                .as(
                        "docs/reference/%s is stale. To write it anew: ./mvnw -Dquick -pl app -am test -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        file, test.getSimpleName(), WRITE)
                .isEqualTo(expected);
    }

    String read() throws IOException {
        return Files.exists(path()) ? Files.readString(path()) : "";
    }

    /// Tests run in the folder of their module.
    private Path path() {
        return Path.of("").toAbsolutePath().resolveSibling("docs").resolve("reference/" + file);
    }
}
