// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Which profiles somebody asks for, or deletes.
///
/// @param conditions what their labels must be
/// @param startMillis time of the first point
/// @param endMillis latest time
/// @param stepMillis distance of two points; times begin one step before the first
record Question(List<LabelMatcher> conditions, long startMillis, long endMillis, long stepMillis) {

    private static final long NANOS = 1_000_000;
    private static final long HOUR = 3_600_000;

    /// All that there is.
    static Question everything(Instant now) {
        long millis = now.toEpochMilli() / HOUR * HOUR;
        return new Question(List.of(), millis - 400 * HOUR, millis + 400 * HOUR, 4 * HOUR);
    }

    static Question random(RandomGenerator random, Instant now) {
        List<LabelMatcher> conditions = new ArrayList<>();
        if (random.nextBoolean()) {
            conditions.add(
                    new LabelMatcher(
                            Labels.SERVICE_NAME,
                            random.nextInt(4) == 0
                                    ? LabelMatcher.Operator.NOT_EQUAL
                                    : LabelMatcher.Operator.EQUAL,
                            "s" + random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            conditions.add(LabelMatcher.equal("pod", "pod-" + random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            return new Question(
                    conditions,
                    everything(now).startMillis,
                    everything(now).endMillis,
                    everything(now).stepMillis);
        }
        long length = 1 + random.nextLong(6 * HOUR);
        long end = now.toEpochMilli() - random.nextLong(5 * HOUR);
        boolean isAligned = random.nextBoolean();
        long step = isAligned ? HOUR / 4 : 1 + length / (1 + random.nextInt(20));
        long start = end - length;
        return new Question(
                conditions,
                isAligned ? start / step * step : start,
                isAligned ? end / step * step : end,
                step);
    }

    Selector selector() {
        return new Selector(conditions);
    }

    /// The selector as people write it.
    String text() {
        return conditions.stream()
                .map(one -> one.name() + one.operator().text() + '"' + one.value() + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    long startNanos() {
        return (startMillis - stepMillis) * NANOS;
    }

    long endNanos() {
        return endMillis * NANOS;
    }

    Selection selection() {
        return Selection.of(new SeriesMatcher(selector()), startNanos(), endNanos());
    }

    SeriesQuery series() {
        return new SeriesQuery(
                selection(),
                startMillis,
                endMillis,
                stepMillis,
                List.of("pod"),
                SeriesQuery.Aggregation.SUM);
    }

    boolean chooses(Pushed.Item item) {
        if (item.timeNanos < startNanos() || item.timeNanos > endNanos()) {
            return false;
        }
        for (LabelMatcher condition : conditions) {
            boolean isEqual = item.labels.getOrEmpty(condition.name()).equals(condition.value());
            if (isEqual != (condition.operator() == LabelMatcher.Operator.EQUAL)) {
                return false;
            }
        }
        return true;
    }

    /// Time of the point that a profile is in, -1 if it is later than the last.
    long pointMillis(Pushed.Item item) {
        long millis = Math.ceilDiv(item.timeNanos, NANOS) - startMillis;
        long point = Math.max(0, Math.ceilDiv(millis, stepMillis));
        return point > (endMillis - startMillis) / stepMillis
                ? -1
                : startMillis + point * stepMillis;
    }
}
