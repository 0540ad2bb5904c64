// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.util.Arrays;
import java.util.Locale;

/// Times of many calls. For many threads.
final class Latencies {

    private long[] nanos = new long[1024];
    private int size;

    synchronized void add(long tookNanos) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = tookNanos;
    }

    synchronized int size() {
        return size;
    }

    /// The time that a share of the calls did not exceed, in milliseconds.
    synchronized double millis(double share) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return size == 0 ? Double.NaN : sorted[(int) Math.min(size - 1, size * share)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d calls)",
                millis(0.5),
                millis(0.99),
                millis(1),
                size());
    }
}
