// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

/// A range of time that gets blocks of its own.
///
/// @param startNanos first nanosecond since the epoch
/// @param endNanos end, exclusive
public record TimeWindow(long startNanos, long endNanos) {

    /// @throws IllegalArgumentException if the window is empty
    public TimeWindow {
        if (startNanos >= endNanos) {
            throw new IllegalArgumentException(
                    "window ends at %d ns (expected more than its start, %d ns)"
                            .formatted(endNanos, startNanos));
        }
    }

    /// Whether a moment lies in it.
    public boolean contains(long timeNanos) {
        return timeNanos >= startNanos && timeNanos < endNanos;
    }
}
