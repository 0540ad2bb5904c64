// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.model.SymbolsBuilder;
import dev.hearth.proto.hearth.internal.v1.SeriesAnswer;
import dev.hearth.query.SeriesTotals;
import java.util.List;

/// Totals over time as messages.
final class SeriesColumns {

    private SeriesColumns() {}

    static SeriesAnswer encode(SeriesTotals totals) {
        SeriesAnswer.Builder message = SeriesAnswer.newBuilder();
        SymbolsBuilder strings = new SymbolsBuilder();
        totals.each((labels, points, sums, counts) -> {
            message.addGroupLabels(labels.size() / 2);
            labels.forEach(label -> message.addLabel(strings.string(label)));
            message.addGroupPoints(points.length);
            long before = 0;
            for (int i = 0; i < points.length; i++) {
                message.addPoint(points[i] - before);
                message.addSum(sums[i]);
                message.addCount(counts[i]);
                before = points[i];
            }
        });
        return message.setStrings(StringColumn.encode(strings.snapshot().strings())).build();
    }

    /// Adds what a message holds.
    ///
    /// @param end the first point that is too late
    static void decode(SeriesAnswer message, long end, SeriesTotals into)
            throws MalformedAnswerException {
        int entries = message.getPointCount();
        int groups = message.getGroupLabelsCount();
        MalformedAnswerException.checkLength("group_points", message.getGroupPointsCount(), groups);
        MalformedAnswerException.checkLength("sum", message.getSumCount(), entries);
        MalformedAnswerException.checkLength("count", message.getCountCount(), entries);
        MalformedAnswerException.checkSum("point", groups, message::getGroupPoints, entries);
        List<String> strings = LabelColumns.strings(StringColumn.decode(message.getStrings()));
        int label = 0;
        int entry = 0;
        for (int group = 0; group < groups; group++) {
            int labelEnd =
                    LabelColumns.end(label, message.getGroupLabels(group), message.getLabelCount());
            String[] labels = new String[labelEnd - label];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = LabelColumns.string(strings, message.getLabel(label + i));
            }
            label = labelEnd;
            int points = message.getGroupPoints(group);
            add(message, List.of(labels), entry, points, end, into);
            entry += points;
        }
    }

    private static void add(
            SeriesAnswer message,
            List<String> labels,
            int first,
            int count,
            long end,
            SeriesTotals into)
            throws MalformedAnswerException {
        long[] points = new long[count];
        long[] sums = new long[count];
        long[] counts = new long[count];
        long point = 0;
        for (int i = 0; i < count; i++) {
            long further = message.getPoint(first + i);
            if (further < 0 || further >= end - point || (i > 0 && further == 0)) {
                throw new MalformedAnswerException(
                        "point lies %d behind %d (expected points up to %d)"
                                .formatted(further, point, end));
            }
            point += further;
            points[i] = point;
            sums[i] = message.getSum(first + i);
            counts[i] = message.getCount(first + i);
            if (counts[i] <= 0) {
                throw new MalformedAnswerException(
                        "point has %d profiles (expected at least 1)".formatted(counts[i]));
            }
        }
        into.add(labels, points, sums, counts);
    }
}
