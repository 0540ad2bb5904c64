// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import dev.hearth.model.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where profiles come from: the attributes of their resource and of their scope.
///
/// @param resource attributes of the resource, in order
/// @param scope attributes of the scope, in order
record OtlpSource(Map<String, String> resource, Map<String, String> scope) {

    /// Nothing is known.
    static final OtlpSource NONE = new OtlpSource(Map.of(), Map.of());

    private static final String SERVICE = "service.name";
    private static final String EXECUTABLE = "process.executable.name";
    private static final String UNKNOWN = "unknown_service";

    /// The labels of a series; what comes first counts: what every series has, then the resource,
    /// then the scope.
    ///
    /// @param name what is measured; empty if the samples' own labels say that
    /// @param service the service that the samples name, empty if they name none
    Labels labels(String name, String service) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("__delta__", "false");
        labels.put("__otel__", "true");
        labels.put(Labels.NAME, name);
        labels.put(Labels.SERVICE_NAME, service.isEmpty() ? service() : service);
        resource.forEach(labels::putIfAbsent);
        scope.forEach(labels::putIfAbsent);
        if (name.isEmpty()) {
            labels.remove(Labels.NAME);
        }
        return Labels.of(labels);
    }

    /// Where the program's source is; null if no attribute says.
    @Nullable SourceRepository repository() {
        String repository = attribute("service_repository");
        String gitRef = attribute("service_git_ref");
        String rootPath = attribute("service_root_path");
        boolean isSilent = repository.isEmpty() && gitRef.isEmpty() && rootPath.isEmpty();
        return isSilent ? null : new SourceRepository(repository, gitRef, rootPath);
    }

    private String attribute(String name) {
        return resource.getOrDefault(name, scope.getOrDefault(name, ""));
    }

    private String service() {
        String service = resource.get(SERVICE);
        if (service != null) {
            return service;
        }
        String executable = resource.get(EXECUTABLE);
        return executable == null ? UNKNOWN : UNKNOWN + ":" + executable;
    }
}
