// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.io.IOException;

/// Goes over the profiles of a series of an input that are taken. For one thread.
final class SeriesCursor {

    private final SampleInput from;
    private final ProfileRun run;
    private final int series;
    private final int end;
    private int profile;

    SeriesCursor(SampleInput from, ProfileRun run, int series) {
        this.from = from;
        this.run = run;
        this.series = series;
        this.profile = from.service().profileStarts[series] - run.first;
        this.end = from.service().profileStarts[series + 1] - run.first;
        skip();
    }

    private void skip() {
        while (profile < end
                && !from.service().isTaken(series, run.first + profile, run.times[profile])) {
            profile++;
        }
    }

    boolean isAtEnd() {
        return profile == end;
    }

    ProfileRun run() {
        return run;
    }

    /// Number in the [#run].
    int profile() {
        return profile;
    }

    void advance() {
        profile++;
        skip();
    }

    /// Whether the profile comes before that of another.
    boolean isBefore(SeriesCursor other) {
        return ProfileRun.compare(run, profile, other.run, other.profile) < 0;
    }

    /// Reads the samples of the profile.
    void read(SampleScratch into) throws IOException {
        from.read(Math.toIntExact(run.firstSamples[profile]), run.samples[profile], into);
    }
}
