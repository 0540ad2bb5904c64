// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.util.ArrayList;
import java.util.List;

/// What readers see of a log: its files and the end of what is durable.
///
/// The writer replaces it; readers take one look and work on that.
///
/// @param files in order of position, at least one; the last one is written to
/// @param durableEnd exclusive
record LogState(List<LogFile> files, long durableEnd) {

    LogState {
        files = List.copyOf(files);
    }

    long start() {
        return files.getFirst().first();
    }

    LogState withEnd(long end) {
        return new LogState(files, end);
    }

    LogState withFile(LogFile file) {
        List<LogFile> more = new ArrayList<>(files);
        more.add(file);
        return new LogState(more, durableEnd);
    }

    LogState withoutFirst() {
        return new LogState(files.subList(1, files.size()), durableEnd);
    }

    /// End of the records of file `i`.
    long endOf(int i) {
        return i + 1 < files.size() ? files.get(i + 1).first() : durableEnd;
    }

    /// The file that holds a position between [#start] and the end: the last one that begins at it
    /// or before.
    int fileOf(long position) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (files.get(middle).first() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
