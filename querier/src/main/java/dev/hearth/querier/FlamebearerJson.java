// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.FlameGraph;
import dev.hearth.model.FlameGraphDiff;
import dev.hearth.model.ProfileType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The JSON of `/pyroscope/render` and `/pyroscope/render-diff`, field by field in the order that
/// clients see from Pyroscope.
final class FlamebearerJson {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final GoJson json = new GoJson();

    private FlamebearerJson() {}

    /// One flame graph with its timeline.
    ///
    /// @param groups timelines by the value of a label; null if none was asked for
    static String single(
            FlameGraph graph,
            ProfileType type,
            Timeline timeline,
            @Nullable Map<String, Timeline> groups) {
        FlamebearerJson writer = new FlamebearerJson();
        writer.graph(graph.names(), graph.levels(), graph.total(), graph.maxSelf());
        writer.metadata("single", type);
        writer.json.raw(",\"timeline\":");
        timeline.write(writer.json);
        writer.json.raw(",\"groups\":");
        writer.groups(groups);
        return writer.json.raw(",\"heatmap\":null}").line();
    }

    /// Two flame graphs as one.
    static String diff(FlameGraphDiff diff, ProfileType type) {
        FlamebearerJson writer = new FlamebearerJson();
        writer.graph(diff.names(), diff.levels(), diff.total(), diff.maxSelf());
        writer.metadata("double", type);
        writer.json.raw(",\"timeline\":null,\"groups\":null,\"heatmap\":null");
        writer.ticks("leftTicks", diff.leftTotal());
        writer.ticks("rightTicks", diff.rightTotal());
        return writer.json.raw("}").line();
    }

    private void graph(List<String> names, List<long[]> levels, long total, long maxSelf) {
        json.raw("{\"version\":1,\"flamebearer\":{\"names\":").strings(names);
        json.raw(",\"levels\":").lists(levels);
        json.raw(",\"numTicks\":").number(total);
        json.raw(",\"maxSelf\":").number(maxSelf);
        json.raw("}");
    }

    private void metadata(String format, ProfileType type) {
        String units = type.sampleUnit();
        long sampleRate = 100;
        switch (type.sampleType()) {
            case "inuse_objects", "alloc_objects", "goroutine", "samples" -> units = "objects";
            case "cpu" -> {
                units = "samples";
                sampleRate = NANOS_PER_SECOND;
            }
            default -> {
                // the unit as it is
            }
        }
        json.raw(",\"metadata\":{\"format\":").string(format);
        json.raw(",\"spyName\":\"\",\"sampleRate\":").number(sampleRate);
        json.raw(",\"units\":").string(units);
        json.raw(",\"name\":").string(type.sampleType());
        json.raw("}");
    }

    private void groups(@Nullable Map<String, Timeline> groups) {
        if (groups == null) {
            json.raw("null");
            return;
        }
        json.raw("{");
        String separator = "";
        for (Map.Entry<String, Timeline> group : new TreeMap<>(groups).entrySet()) {
            json.raw(separator).string(group.getKey()).raw(":");
            group.getValue().write(json);
            separator = ",";
        }
        json.raw("}");
    }

    /// Go leaves the field out when it is 0.
    private void ticks(String name, long value) {
        if (value != 0) {
            json.raw(",").string(name).raw(":").number(value);
        }
    }
}
