// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// Takes totals of profiles by point of a grid of time. Points ascend with time.
public interface PointTotals {

    /// The point that a profile belongs to.
    ///
    /// @param timeNanos nanoseconds since the epoch
    long point(long timeNanos);

    /// Takes what some profiles of one point come to.
    ///
    /// @param point as [#point] gave it
    /// @param total sum of their totals
    /// @param profiles how many they are
    void add(long point, long total, long profiles);
}
