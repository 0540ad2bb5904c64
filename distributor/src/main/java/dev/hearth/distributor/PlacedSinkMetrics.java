// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// All metrics of appending to partitions of others.
final class PlacedSinkMetrics {

    private final Counter home;
    private final Counter marked;
    private final Counter failed;

    PlacedSinkMetrics(MeterRegistry meters) {
        home = durable(meters, "home");
        marked = durable(meters, "marked");
        failed =
                Counter.builder("hearth.distributor.appends.failed")
                        .description(
                                "Appends that the owner of a partition did not make durable; most are made durable in another.")
                        .register(meters);
    }

    private static Counter durable(MeterRegistry meters, String kind) {
        return Counter.builder("hearth.distributor.appends")
                .description(
                        "Appends that the owner of a partition made durable: in the home of the service, or marked, since a copy may be in another partition.")
                .tag("kind", kind)
                .register(meters);
    }

    void durable(boolean isMarked) {
        (isMarked ? marked : home).increment();
    }

    void failed() {
        failed.increment();
    }
}
