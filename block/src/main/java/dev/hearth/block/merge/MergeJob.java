// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is to become what.
///
/// @param tenant whose data
/// @param level level of the new blocks
/// @param deletionsApplied number of the last deletion that the inputs' hidden times stand for
/// @param inputs what is merged, no profile in two of them
/// @param windows disjoint; what lies in none of them goes to a block of its own
/// @param positions for each partition the positions that the inputs came from
/// @param sourceBlocks the inputs that are blocks
public record MergeJob(
        TenantId tenant,
        int level,
        long deletionsApplied,
        List<MergeInput> inputs,
        List<TimeWindow> windows,
        SortedMap<String, BlockMeta.Positions> positions,
        List<BlockId> sourceBlocks) {

    /// Keeps copies.
    ///
    /// @throws IllegalArgumentException if two windows overlap
    public MergeJob {
        inputs = List.copyOf(inputs);
        windows = List.copyOf(windows);
        positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        sourceBlocks = List.copyOf(sourceBlocks);
        List<TimeWindow> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparingLong(TimeWindow::startNanos));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).startNanos() < sorted.get(i - 1).endNanos()) {
                throw new IllegalArgumentException(
                        "windows are %s and %s (expected no overlap)"
                                .formatted(sorted.get(i - 1), sorted.get(i)));
            }
        }
    }
}
