// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.IntOrder;
import dev.hearth.formats.internal.RowHash;
import java.util.Arrays;
import java.util.List;

/// Puts stacks together again that Go's profiler cut off at the root, because it keeps 64 frames
/// for CPU and 32 for the heap.
///
/// The last 16 frames of a stack, those nearest to where it was cut, are looked for among the last
/// 24 frames of other stacks. Where two or more samples agree on how it goes on from there, the
/// stack goes on like that, and from the end of theirs again, until nobody knows more.
final class GoStackRepair {

    private static final int TOKEN = 16;
    private static final int SUFFIX = 24;
    private static final int WINDOWS = SUFFIX - TOKEN;

    /// Samples that must agree before others are continued like them.
    private static final int QUORUM = 2;

    private static final int CPU_DEPTH = 60;
    private static final int HEAP_DEPTH = 28;
    private static final int HEAP_LIMIT = 32;

    /// A location that is in a stack more often than this makes any matching a guess.
    private static final int MAX_RECURSION = 56;

    private static final int MAX_STEPS = 64;
    private static final int BYTES_PER_ADDED_FRAME = 128;
    private static final int NONE = -1;

    /// Samples deep enough, ordered by their last frames.
    private final IntColumn order = new IntColumn();

    private final IntColumn spare = new IntColumn();
    private final IntColumn groupEnds = new IntColumn();
    private final IntColumn tails = new IntColumn();

    /// For each group its donor, or -1, and how many of the donor's last frames it takes.
    private final IntColumn donors = new IntColumn();

    private final IntColumn taken = new IntColumn();
    private final IntColumn counts = new IntColumn();
    private long[] tokens = new long[0];
    private final RowHash rowHash = new RowHash();

    private int[] frames = new int[0];
    private int[] ends = new int[0];

    /// Replaces the stacks that need it by longer ones at the end of `stacks`.
    ///
    /// @param stacks rows of locations, the leaf of each stack first
    /// @param stackStarts where each stack starts
    /// @param stackEnds where each stack ends
    /// @param types what the profile measures, which says how deep Go goes
    /// @param budget pays for the frames added; when it is used up, no more are
    void repair(
            IntColumn stacks,
            IntColumn stackStarts,
            IntColumn stackEnds,
            List<SampleType> types,
            Budget budget) {
        frames = stacks.values;
        ends = stackEnds.values;
        if (!isCutOff(stackStarts, stackEnds.size, types)) {
            return;
        }
        group(stackStarts, stackEnds.size);
        index();
        findDonors();
        for (int group = 0; group < groupEnds.size; group++) {
            if (donors.values[group] != NONE && isChain(group)) {
                for (int i = start(group); i < groupEnds.values[group]; i++) {
                    extend(stacks, stackStarts, stackEnds, order.values[i], group, budget);
                }
            }
        }
    }

    private boolean isCutOff(IntColumn starts, int count, List<SampleType> types) {
        boolean isHeap = false;
        boolean isCpu = false;
        for (SampleType type : types) {
            isHeap |= type.type().equals("inuse_space") || type.type().equals("alloc_space");
            isCpu |= type.type().equals("cpu");
        }
        if (!isHeap && !isCpu) {
            return false;
        }
        boolean isDeep = false;
        int enough = isHeap ? HEAP_DEPTH : CPU_DEPTH;
        for (int i = 0; i < count; i++) {
            int depth = ends[i] - starts.values[i];
            if (isHeap && depth > HEAP_LIMIT) {
                return false;
            }
            if (depth > MAX_RECURSION && isRecursive(starts.values[i], ends[i])) {
                return false;
            }
            isDeep |= depth >= enough;
        }
        return isDeep;
    }

    private boolean isRecursive(int from, int to) {
        counts.resize(to - from);
        System.arraycopy(frames, from, counts.values, 0, to - from);
        Arrays.sort(counts.values, 0, to - from);
        for (int i = MAX_RECURSION; i < to - from; i++) {
            if (counts.values[i] == counts.values[i - MAX_RECURSION]) {
                return true;
            }
        }
        return false;
    }

    private void group(IntColumn starts, int count) {
        order.size = 0;
        for (int i = 0; i < count; i++) {
            if (ends[i] - starts.values[i] >= SUFFIX) {
                order.add(i);
            }
        }
        spare.resize(order.size);
        IntOrder.sort(order.values, 0, order.size, spare.values, this::compareSuffixes);
        groupEnds.size = 0;
        tails.size = 0;
        for (int i = 1; i <= order.size; i++) {
            if (i == order.size || compareSuffixes(order.values[i - 1], order.values[i]) != 0) {
                tails.add(ends[order.values[IntColumn.start(groupEnds, groupEnds.size)]]);
                groupEnds.add(i);
            }
        }
    }

    private int compareSuffixes(int left, int right) {
        return Arrays.compare(
                frames, ends[left] - SUFFIX, ends[left], frames, ends[right] - SUFFIX, ends[right]);
    }

    private int start(int group) {
        return IntColumn.start(groupEnds, group);
    }

    /// Where the first stack of a group ends, before any was extended.
    private int end(int group) {
        return tails.values[group];
    }

    /// Enters what follows after which token; of two groups the one that knows more frames counts.
    private void index() {
        int capacity = Integer.highestOneBit(Math.max(8, groupEnds.size * WINDOWS)) << 2;
        tokens = tokens.length == capacity ? tokens : new long[capacity];
        Arrays.fill(tokens, 0);
        for (int window = 0; window < WINDOWS; window++) {
            for (int group = 0; group < groupEnds.size; group++) {
                if (groupEnds.values[group] - start(group) >= QUORUM) {
                    int token = end(group) - SUFFIX + window;
                    int slot = find(token, NONE);
                    if (tokens[slot] == 0) {
                        tokens[slot] = (long) (group + 1) << 32 | token;
                    }
                }
            }
        }
    }

    /// Returns the slot of an entry for a token that is not of group `except`, or an empty slot.
    private int find(int token, int except) {
        int slot = hash(token) & (tokens.length - 1);
        while (tokens[slot] != 0) {
            int known = (int) tokens[slot];
            if (Arrays.equals(frames, token, token + TOKEN, frames, known, known + TOKEN)
                    && (int) (tokens[slot] >>> 32) - 1 != except) {
                return slot;
            }
            slot = (slot + 1) & (tokens.length - 1);
        }
        return slot;
    }

    private int hash(int token) {
        int hash = 0;
        for (int i = token; i < token + TOKEN; i++) {
            hash = rowHash.then(hash, frames[i]);
        }
        return hash;
    }

    private void findDonors() {
        donors.fill(groupEnds.size, NONE);
        taken.fill(groupEnds.size, 0);
        for (int group = 0; group < groupEnds.size; group++) {
            long entry = tokens[find(end(group) - TOKEN, group)];
            if (entry != 0) {
                int donor = (int) (entry >>> 32) - 1;
                donors.values[group] = donor;
                taken.values[group] = end(donor) - ((int) entry + TOKEN);
            }
        }
    }

    /// Whether the donors of a group come to an end, as they do not in a recursion.
    private boolean isChain(int group) {
        int at = group;
        for (int step = 0; step < MAX_STEPS; step++) {
            if (donors.values[at] == NONE) {
                return true;
            }
            at = donors.values[at];
        }
        return false;
    }

    private void extend(
            IntColumn stacks,
            IntColumn stackStarts,
            IntColumn stackEnds,
            int stack,
            int group,
            Budget budget) {
        int from = stackStarts.values[stack];
        int to = ends[stack];
        long added = 0;
        for (int at = group; donors.values[at] != NONE; at = donors.values[at]) {
            added += taken.values[at];
        }
        if (!budget.takes(added * BYTES_PER_ADDED_FRAME + (to - from) * 8L)) {
            return;
        }
        int start = stacks.size;
        stacks.append(stacks.values, from, to);
        for (int at = group; donors.values[at] != NONE; at = donors.values[at]) {
            int donorEnd = end(donors.values[at]);
            stacks.append(stacks.values, donorEnd - taken.values[at], donorEnd);
        }
        stackStarts.values[stack] = start;
        stackEnds.values[stack] = stacks.size;
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        order.clear(keep);
        spare.clear(keep);
        groupEnds.clear(keep);
        tails.clear(keep);
        donors.clear(keep);
        taken.clear(keep);
        counts.clear(keep);
        tokens = tokens.length > keep ? new long[0] : tokens;
        frames = new int[0];
        ends = new int[0];
    }
}
