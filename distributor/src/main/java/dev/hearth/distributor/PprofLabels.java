// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Labels of a series that say how its payloads are to be read.
final class PprofLabels {

    /// The client's name for itself.
    static final String SPY = "pyroscope_spy";

    private static final String REPOSITORY = "service_repository";
    private static final String GIT_REF = "service_git_ref";
    private static final String ROOT_PATH = "service_root_path";

    private PprofLabels() {}

    /// Where the source of the program is; null if the labels do not say.
    static @Nullable SourceRepository repository(Map<String, String> labels) {
        String repository = labels.getOrDefault(REPOSITORY, "");
        String gitRef = labels.getOrDefault(GIT_REF, "");
        String rootPath = labels.getOrDefault(ROOT_PATH, "");
        boolean isSilent = repository.isEmpty() && gitRef.isEmpty() && rootPath.isEmpty();
        return isSilent ? null : new SourceRepository(repository, gitRef, rootPath);
    }
}
