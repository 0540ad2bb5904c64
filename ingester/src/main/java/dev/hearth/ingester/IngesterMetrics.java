// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.ReadableLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// Every metric of the ingester. All bear the label `partition`.
final class IngesterMetrics {

    private static final String PREFIX = "hearth.ingester.";

    private final MeterRegistry meters;
    private final Tags tags;
    private final Counter replayedRecords;
    private final Counter droppedRetries;
    private final Counter failedCuts;
    private final Counter supersededCuts;
    private final Counter refusedAppends;
    private final Counter lostPositions;
    private final Timer cutTime;
    private final DistributionSummary cutBytes;

    IngesterMetrics(MeterRegistry meters, String partition) {
        this.meters = meters;
        this.tags = Tags.of("partition", partition);
        replayedRecords =
                counter(
                        "replayed.records",
                        "Log records read again to rebuild what was in memory.");
        droppedRetries = counter("retries.dropped", "Profiles dropped as retries of earlier ones.");
        failedCuts = counter("cuts.failed", "Tries to commit a segment that failed.");
        supersededCuts =
                counter("cuts.superseded", "Cuts given up since another owner had made them.");
        refusedAppends =
                counter("appends.refused", "Appends refused since memory or the log had no room.");
        lostPositions =
                counter(
                        "lost.positions",
                        "Positions whose records were gone from the log before they were cut.");
        cutTime =
                Timer.builder("hearth.ingester.cut.duration")
                        .description("Time to write and commit a segment.")
                        .tags(tags)
                        .register(meters);
        cutBytes =
                DistributionSummary.builder("hearth.ingester.cut.size")
                        .baseUnit("bytes")
                        .description("Length of a committed segment.")
                        .tags(tags)
                        .register(meters);
    }

    /// Shows the state of a partition from now on.
    void watch(ReadableLog log, Heads heads, Inbox inbox) {
        gauge("head.bytes", "Memory that heads take.", heads, h -> h.sizeBytes());
        gauge("head.series", "Series in all heads.", heads, h -> h.seriesCount());
        gauge("retry.bytes", "Memory that ids of retries take.", heads, h -> h.retryBytes());
        gauge("inbox.bytes", "Bytes between the log and the head.", inbox, i -> i.bytes());
        gauge("log.start.position", "First position in the log.", log, l -> l.start());
        gauge("log.end.position", "End of what is durable.", log, l -> l.durableEnd());
        gauge("applied.position", "End of what queries see.", heads, h -> h.applied());
        gauge(
                "applied.lag.records",
                "Durable records that queries do not see yet.",
                heads,
                h -> Math.max(0, log.durableEnd() - h.applied()));
        gauge("committed.position", "End of what is in storage.", heads, h -> h.committed());
    }

    /// Shows nothing of the partition any more.
    void forget() {
        for (Meter meter : meters.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.getName().startsWith(PREFIX)
                    && id.getTags().containsAll(tags.stream().toList())) {
                meters.remove(id);
            }
        }
    }

    void replayed(long records) {
        replayedRecords.increment((double) records);
    }

    void retriesDropped(int profiles) {
        if (profiles > 0) {
            droppedRetries.increment(profiles);
        }
    }

    void cut(long bytes, long nanos) {
        cutTime.record(nanos, TimeUnit.NANOSECONDS);
        cutBytes.record((double) bytes);
    }

    void cutFailed() {
        failedCuts.increment();
    }

    void superseded() {
        supersededCuts.increment();
    }

    void lost(long positions) {
        lostPositions.increment((double) positions);
    }

    void appendRefused() {
        refusedAppends.increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(PREFIX + name).description(description).tags(tags).register(meters);
    }

    private <T> void gauge(
            String name,
            String description,
            T object,
            java.util.function.ToDoubleFunction<T> value) {
        Gauge.builder(PREFIX + name, object, value)
                .description(description)
                .tags(tags)
                .register(meters);
    }
}
