// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

/// Rows in order of series and time.
///
/// @param starts for each series its first row, and behind them the end of the last
/// @param times for each row its time
@SuppressWarnings("ArrayRecordComponent") // never compared
record SeriesTimes(int[] starts, long[] times) {

    /// The first row of a series that is not before a time.
    int first(int series, long time) {
        int low = starts[series];
        int high = starts[series + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The row behind the last of a series that is not after a time.
    int end(int series, long time) {
        return time == Long.MAX_VALUE ? starts[series + 1] : first(series, time + 1);
    }
}
