// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import java.util.ArrayList;
import java.util.List;

/// The sum of the samples of profiles that come one after another, in bounded memory.
///
/// What was added lies in parts of which each is at least twice as long as the next: so no sample
/// is moved more often than a few times, and profiles with the same stacks take no more than one.
final class SampleSum {

    /// Samples and observations that may come together, about 50 MB with spans and traces.
    static final int MOST_ROWS = 1 << 20;

    private final List<Samples> parts = new ArrayList<>();
    private long rows;

    SampleSum(Samples first) {
        parts.add(first);
        rows = rows(first);
    }

    /// Adds the samples of one more profile; none of the sums may be larger than a `long`.
    ///
    /// @return false if there would be too many; nothing was added then
    boolean add(Samples samples) {
        long more = rows(samples);
        if (rows + more > MOST_ROWS) {
            return false;
        }
        parts.add(samples);
        rows += more;
        while (parts.size() > 1 && rows(parts.get(parts.size() - 2)) < 2 * rows(parts.getLast())) {
            mergeLast();
        }
        return true;
    }

    /// The sum.
    Samples finish() {
        while (parts.size() > 1) {
            mergeLast();
        }
        return parts.getFirst();
    }

    private void mergeLast() {
        Samples b = parts.removeLast();
        Samples a = parts.removeLast();
        Samples sum = SampleMerge.merge(List.of(a, b));
        rows += rows(sum) - rows(a) - rows(b);
        parts.add(sum);
    }

    private static long rows(Samples samples) {
        SampleTimes times = samples.times();
        return samples.size() + (times == null ? 0L : times.size());
    }
}
