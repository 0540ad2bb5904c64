// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.StreamRetention;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingRules;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Says of each series until when its profiles are kept. Safe for many threads; does not change.
///
/// A cutoff is a time in nanoseconds since the epoch: what is older than it does not count. It is
/// `Long.MIN_VALUE` where everything is kept.
public final class RetentionRules {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final long NANOS = 1_000_000_000;

    /// Which comes first, decides.
    private final List<Rule> rules = new ArrayList<>();

    private final Duration period;

    private record Rule(SeriesMatcher matcher, Duration period) {}

    /// Makes the rules of limits.
    public RetentionRules(RetentionLimits limits) {
        this.period = limits.period();
        limits.streams().stream()
                .sorted(
                        Comparator.comparingLong(StreamRetention::priority)
                                .reversed()
                                .thenComparing(stream -> finite(stream.period())))
                .forEach(stream ->
                        rules.add(new Rule(new SeriesMatcher(stream.selector()), stream.period())));
    }

    /// How long the profiles of a series are kept; zero for ever.
    ///
    /// @param series all its labels, `service_name` among them
    public Duration period(Labels series) {
        for (Rule rule : rules) {
            if (matches(rule, series)) {
                return rule.period();
            }
        }
        return period;
    }

    private static boolean matches(Rule rule, Labels series) {
        return rule.matcher().matchesService(series.getOrEmpty(Labels.SERVICE_NAME))
                && rule.matcher().matches(series);
    }

    /// Whether everything is kept for ever.
    public boolean isForEver() {
        return period.isZero() && rules.stream().allMatch(rule -> rule.period().isZero());
    }

    /// What is too old at some time.
    public HiddenTimes hidden(Instant now) {
        if (isForEver()) {
            return HiddenTimes.NOTHING;
        }
        List<HidingRules.Rule> hiding = new ArrayList<>();
        for (Rule rule : rules) {
            hiding.add(new HidingRules.Rule(rule.matcher(), hidden(now, rule.period())));
        }
        hiding.add(new HidingRules.Rule(new SeriesMatcher(Selector.ALL), hidden(now, period)));
        return new HidingRules(hiding, true);
    }

    private static TimeRanges hidden(Instant now, Duration period) {
        long cutoff = cutoff(now, period);
        return cutoff == Long.MIN_VALUE
                ? TimeRanges.NONE
                : TimeRanges.of(Long.MIN_VALUE, cutoff - 1);
    }

    /// The earliest cutoff of any series: what is older counts nowhere.
    public long earliestCutoffNanos(Instant now) {
        long earliest = cutoff(now, period);
        for (Rule rule : rules) {
            earliest = Math.min(earliest, cutoff(now, rule.period()));
        }
        return earliest;
    }

    /// The latest cutoff of any series: what is not older counts everywhere.
    public long latestCutoffNanos(Instant now) {
        long latest = cutoff(now, period);
        for (Rule rule : rules) {
            latest = Math.max(latest, cutoff(now, rule.period()));
        }
        return latest;
    }

    private static long cutoff(Instant now, Duration period) {
        long length = finite(period).toNanos();
        long time =
                Math.addExact(
                        Math.multiplyExact(now.getEpochSecond(), NANOS), (long) now.getNano());
        return length == Long.MAX_VALUE || time < Long.MIN_VALUE + 1 + length
                ? Long.MIN_VALUE
                : time - length;
    }

    private static Duration finite(Duration period) {
        return period.isZero() || period.compareTo(LONGEST) > 0 ? LONGEST : period;
    }
}
