// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.SampleType;
import java.util.List;

/// The profiles that a recording is made into. Of those with two sample types the first is a count,
/// one for each event.
enum ProfileKind {
    CPU("process_cpu", "cpu:nanoseconds", "", "cpu:nanoseconds"),
    /// The same, where the recording knows for each sample how long it stands for.
    CPU_TIME("process_cpu", "cpu:nanoseconds", "", "cpu:nanoseconds"),
    WALL("wall", "wall:nanoseconds", "", "wall:nanoseconds"),
    IN_NEW_TLAB(
            "memory",
            "alloc_in_new_tlab_objects:count",
            "alloc_in_new_tlab_bytes:bytes",
            "space:bytes"),
    OUTSIDE_TLAB(
            "memory",
            "alloc_outside_tlab_objects:count",
            "alloc_outside_tlab_bytes:bytes",
            "space:bytes"),
    ALLOCATION("memory", "alloc_sample_objects:count", "alloc_sample_bytes:bytes", "space:bytes"),
    MUTEX("mutex", "contentions:count", "delay:nanoseconds", "mutex:count"),
    BLOCK("block", "contentions:count", "delay:nanoseconds", "block:count"),
    LIVE("memory", "live:count", "", "objects:count"),
    MALLOC("memory", "malloc_objects:count", "malloc_bytes:bytes", ":");

    private final String wireName;
    private final String first;
    private final String second;
    private final String period;

    /// @param first type and unit of the first sample type
    /// @param second type and unit of the second; empty if there is none
    /// @param period type and unit of the period
    ProfileKind(String wireName, String first, String second, String period) {
        this.wireName = wireName;
        this.first = first;
        this.second = second;
        this.period = period;
    }

    /// What `__name__` is.
    String wireName() {
        return wireName;
    }

    /// Type and unit of the period, empty if it has none.
    SampleType period() {
        return type(period);
    }

    List<SampleType> types() {
        return second.isEmpty() ? List.of(type(first)) : List.of(type(first), type(second));
    }

    /// Whether its values are times between two samples.
    boolean isPeriodic() {
        return this == CPU || this == CPU_TIME || this == WALL;
    }

    private static SampleType type(String typeAndUnit) {
        int colon = typeAndUnit.indexOf(':');
        return new SampleType(typeAndUnit.substring(0, colon), typeAndUnit.substring(colon + 1));
    }
}
