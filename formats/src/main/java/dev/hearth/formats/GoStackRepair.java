// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.util.List;
/// Puts stacks together again that Go cut off at the root.
final class GoStackRepair {

    static boolean isHeap(List<SampleType> types) {
        return false;
    }

    static boolean isCpu(List<SampleType> types) {
        return false;
    }

    /// Changes the stacks that need it: they are copied to the end of `frames`.
    void repair(
            IntColumn frames,
            IntColumn starts,
            IntColumn ends,
            boolean isHeap,
            boolean isCpu,
            Budget budget)
            throws MalformedProfileException {}

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {}
}
