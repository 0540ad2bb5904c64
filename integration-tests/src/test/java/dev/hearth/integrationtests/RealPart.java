// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// A part that a test talks to and that is not built with the project: a client's language, a
/// browser.
///
/// Where one is missing the test fails if `CI=true`, and is left out otherwise.
public final class RealPart {

    private static final Set<String> MISSING = new ConcurrentSkipListSet<>();

    private RealPart() {}

    /// Returns a file of a part that `integration-tests/parts.sh` makes.
    public static Path made(String part, String file) {
        Path path = parts().resolve(part).resolve(file);
        if (!Files.exists(path)) {
            throw missing(part, "run integration-tests/parts.sh " + part);
        }
        return path;
    }

    /// Whether [#made] returns a file.
    static boolean isMade(String part, String file) {
        return Files.exists(parts().resolve(part).resolve(file));
    }

    private static Path parts() {
        String folder = System.getenv("HEARTH_PARTS");
        return folder == null
                ? Path.of(System.getProperty("user.home"), ".cache", "hearth", "parts")
                : Path.of(folder);
    }

    /// Returns a program of the machine.
    ///
    /// @param install what to do about it if it is missing
    public static Path program(String install, String... names) {
        for (String name : names) {
            Path path = find(name);
            if (path != null) {
                return path;
            }
        }
        throw missing(names[0], install);
    }

    private static @Nullable Path find(String name) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            Path path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        return null;
    }

    /// Fails the running test, or leaves it out; never returns.
    public static RuntimeException missing(String part, String remedy) {
        String message = "%s is missing (%s)".formatted(part, remedy);
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionFailedError(message);
        }
        MISSING.add(message);
        throw new TestAbortedException(message);
    }

    /// What was missing so far, in order of name.
    static Set<String> missing() {
        return MISSING;
    }
}
