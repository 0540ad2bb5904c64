// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the request around a pprof says about it.
///
/// @param spyName the client's name for itself, such as `gospy`; empty or `unknown` if not given,
///   and then the language is guessed from the strings
/// @param sampleTypeConfig from a sample type to the name it is shown by (empty if it has none):
///   the part `sample_type_config` of a multipart push; null if there was none
/// @param isIngest whether it came by `/ingest`, whose clients need their names and types rewritten
/// @param repository where the source is, as the series' labels say; null if they say nothing
public record PprofOptions(
        String spyName,
        @Nullable Map<String, String> sampleTypeConfig,
        boolean isIngest,
        @Nullable SourceRepository repository) {

    /// Nothing is known: a push that is not by `/ingest`.
    public static final PprofOptions NONE = new PprofOptions("", null, false, null);

    /// Keeps a copy of the map.
    public PprofOptions {
        sampleTypeConfig = sampleTypeConfig == null ? null : Map.copyOf(sampleTypeConfig);
    }

    /// Where the source of a profiled program is; it becomes part of each mapping's build id.
    ///
    /// @param repository label `service_repository`, empty if absent
    /// @param gitRef label `service_git_ref`, empty if absent
    /// @param rootPath label `service_root_path`, empty if absent
    public record SourceRepository(String repository, String gitRef, String rootPath) {}

    /// The options of a push by `/ingest`.
    public static PprofOptions ingest(
            String spyName,
            @Nullable Map<String, String> sampleTypeConfig,
            @Nullable SourceRepository repository) {
        return new PprofOptions(spyName, sampleTypeConfig, true, repository);
    }

    boolean isUnknownSpy() {
        return spyName.isEmpty() || spyName.equals("unknown");
    }

    /// Whether the old .NET client sent it, whose sample types have dashes.
    boolean isDotnet() {
        return isIngest
                && (spyName.equals("dotnetspy")
                        || (isUnknownSpy()
                                && sampleTypeConfig != null
                                && sampleTypeConfig.containsKey("inuse-space")));
    }

    /// Whether function names alone mean nothing and get the file's name in front.
    boolean isScripting() {
        return isIngest
                && (spyName.equals("pyspy")
                        || spyName.equals("rbspy")
                        || spyName.equals("scripting"));
    }
}
