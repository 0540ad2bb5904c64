// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.FlameGraph;
import dev.hearth.model.FlameGraphDiff;
import dev.hearth.model.ProfileType;
import dev.hearth.proto.querier.v1.Level;
import dev.hearth.proto.types.v1.LabelPair;
import dev.hearth.proto.types.v1.Point;
import dev.hearth.proto.types.v1.Series;
import dev.hearth.query.PointSeries;
import java.util.List;

/// Answers in the messages of the wire.
final class AnswerMessages {

    private AnswerMessages() {}

    static dev.hearth.proto.querier.v1.FlameGraph of(FlameGraph graph) {
        return dev.hearth.proto.querier.v1.FlameGraph.newBuilder()
                .addAllNames(graph.names())
                .addAllLevels(levels(graph.levels()))
                .setTotal(graph.total())
                .setMaxSelf(graph.maxSelf())
                .build();
    }

    static dev.hearth.proto.querier.v1.FlameGraphDiff of(FlameGraphDiff diff) {
        return dev.hearth.proto.querier.v1.FlameGraphDiff.newBuilder()
                .addAllNames(diff.names())
                .addAllLevels(levels(diff.levels()))
                .setTotal(diff.total())
                .setMaxSelf(diff.maxSelf())
                .setLeftTicks(diff.leftTotal())
                .setRightTicks(diff.rightTotal())
                .build();
    }

    private static List<Level> levels(List<long[]> levels) {
        return levels.stream().map(AnswerMessages::level).toList();
    }

    private static Level level(long[] values) {
        Level.Builder level = Level.newBuilder();
        for (long value : values) {
            level.addValues(value);
        }
        return level.build();
    }

    static Series of(PointSeries series) {
        Series.Builder message = Series.newBuilder();
        List<String> labels = series.labels();
        for (int i = 0; i < labels.size(); i += 2) {
            message.addLabels(pair(labels.get(i), labels.get(i + 1)));
        }
        for (int i = 0; i < series.size(); i++) {
            message.addPoints(
                    Point.newBuilder()
                            .setTimestamp(series.timeMillis(i))
                            .setValue(series.value(i)));
        }
        return message.build();
    }

    static LabelPair pair(String name, String value) {
        return LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    static dev.hearth.proto.types.v1.ProfileType of(ProfileType type) {
        return dev.hearth.proto.types.v1.ProfileType.newBuilder()
                .setID(type.id())
                .setName(type.name())
                .setSampleType(type.sampleType())
                .setSampleUnit(type.sampleUnit())
                .setPeriodType(type.periodType())
                .setPeriodUnit(type.periodUnit())
                .build();
    }
}
