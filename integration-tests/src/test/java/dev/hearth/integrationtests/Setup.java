// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.nio.file.Path;

/// How Hearth is set up. What users see is the same, so tests of the API run once for each:
///
/// ```java
/// @ParameterizedClass
/// @EnumSource(Setup.class)
/// final class SomeTest {
///     @Parameter private Setup setup;
/// ```
enum Setup {
    /// One process with everything in it.
    ALONE {
        @Override
        Served start(Path data, String... flags) throws IOException {
            return HearthProcess.start(data.resolve("alone"), flags);
        }
    },

    /// A process for each component, behind a gateway.
    CLUSTER {
        @Override
        Served start(Path data, String... flags) throws IOException {
            return ServedCluster.start(data.resolve("cluster"), flags);
        }
    };

    /// Starts it over a folder and waits until it is ready.
    ///
    /// @param flags of each process
    abstract Served start(Path data, String... flags) throws IOException;
}
