// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.SampleType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The name that a pprof pushed by `/ingest` gets: the series' `__name__`.
public final class PprofNames {

    private static final Map<String, String> DEFAULT_DISPLAY_NAMES =
            Map.of(
                    "samples", "cpu",
                    "goroutine", "goroutines",
                    "contentions", "mutex_count",
                    "delay", "mutex_duration");

    private PprofNames() {}

    /// Derives the name from the sample types.
    ///
    /// @param types at least one, as [dev.hearth.formats.DecodedProfile#sampleTypes] gives them
    /// @param sampleTypeConfig as in [PprofOptions#sampleTypeConfig]; null takes the names that old
    ///   clients mean
    public static String metricName(
            List<SampleType> types, @Nullable Map<String, String> sampleTypeConfig) {
        for (SampleType type : types) {
            if (type.type().equals("wall")) {
                return "wall";
            }
        }
        String shown = "";
        for (SampleType type : types) {
            shown = displayName(type.type(), sampleTypeConfig);
            String name = known(shown);
            if (name != null) {
                return name;
            }
        }
        return shown;
    }

    private static String displayName(String type, @Nullable Map<String, String> config) {
        Map<String, String> names = config == null ? DEFAULT_DISPLAY_NAMES : config;
        String name = names.getOrDefault(type, "");
        return name.isEmpty() ? type : name;
    }

    private static @Nullable String known(String shown) {
        if (shown.contains("cpu")) {
            return "process_cpu";
        }
        if (shown.contains("alloc_")
                || shown.contains("inuse_")
                || shown.equals("space")
                || shown.equals("objects")) {
            return "memory";
        }
        if (shown.contains("mutex_")) {
            return "mutex";
        }
        if (shown.contains("block_")) {
            return "block";
        }
        return shown.contains("goroutines") ? "goroutines" : null;
    }
}
