// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.model.Labels;
import java.util.Map;
import java.util.TreeMap;

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
    /// @param name what is measured
    /// @param service the service that the samples name, empty if they name none
    Labels labels(String name, String service) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("__delta__", "false");
        labels.put("__otel__", "true");
        labels.put(Labels.NAME, name);
        labels.put(Labels.SERVICE_NAME, service.isEmpty() ? service() : service);
        resource.forEach(labels::putIfAbsent);
        scope.forEach(labels::putIfAbsent);
        return Labels.of(labels);
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
