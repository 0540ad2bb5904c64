// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.StackTableBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The writer's side of one service of a tenant in a head. For one writer; readers get a
/// [DatasetView].
final class DatasetHead {

    /// Bytes of a stack in its columns and in the table that finds it.
    private static final int STACK_BYTES = 32;

    private static final int EMPTY_BYTES = 2048;
    private static final int SERIES_BYTES = 160;
    private static final int LABEL_BYTES = 112;

    private final String service;
    private final StackTableBuilder stacks = new StackTableBuilder();
    private final Map<Labels, Integer> seriesIds = new HashMap<>();
    private Labels[] series = new Labels[8];
    private final ProfileColumns profiles = new ProfileColumns();
    private int profileCount;
    private int markedCount;
    private final SampleChunks samples = new SampleChunks();
    private long seriesBytes;
    private long sizeBytes;
    private long minTimeNanos = Long.MAX_VALUE;
    private long maxTimeNanos = Long.MIN_VALUE;

    DatasetHead(String service) {
        this.service = service;
    }

    String service() {
        return service;
    }

    StackTableBuilder stacks() {
        return stacks;
    }

    int seriesCount() {
        return seriesIds.size();
    }

    /// Adds a profile; it is seen with the next [#view].
    ///
    /// @param isMarked whether a copy of it may be in another partition
    /// @param stackIds for each stack of the profile's batch its id here
    void append(
            Profile profile,
            long position,
            boolean isMarked,
            int[] stackIds,
            SampleEncoder encoder) {
        long address = samples.append(profile.samples(), stackIds, encoder);
        int seriesId = seriesId(profile.labels());
        profiles.set(profileCount++, seriesId, position, profile, isMarked, address);
        markedCount += isMarked ? 1 : 0;
        minTimeNanos = Math.min(minTimeNanos, profile.timeNanos());
        maxTimeNanos = Math.max(maxTimeNanos, profile.timeNanos());
    }

    /// What was added so far.
    DatasetView view() {
        return new DatasetView(
                service,
                new DatasetView.SeriesLabels(series, seriesIds.size()),
                profiles.share(),
                profileCount,
                markedCount,
                samples.share(),
                stacks.snapshot(),
                minTimeNanos,
                maxTimeNanos);
    }

    /// Memory that it took since this was asked last, roughly.
    long growthBytes() {
        long before = sizeBytes;
        sizeBytes =
                EMPTY_BYTES
                        + samples.allocatedBytes()
                        + (long) profiles.capacity() * ProfileColumns.ROW_BYTES
                        + (long) stacks.size() * STACK_BYTES
                        + seriesBytes;
        return sizeBytes - before;
    }

    private int seriesId(Labels labels) {
        Integer known = seriesIds.get(labels);
        if (known != null) {
            return known;
        }
        int id = seriesIds.size();
        if (id == series.length) {
            series = Arrays.copyOf(series, id * 2);
        }
        series[id] = labels;
        seriesIds.put(labels, id);
        seriesBytes += SERIES_BYTES;
        for (int i = 0; i < labels.size(); i++) {
            seriesBytes += LABEL_BYTES + labels.name(i).length() + labels.value(i).length();
        }
        return id;
    }
}
