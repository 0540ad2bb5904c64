// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.TypeLabels;
import dev.hearth.model.Labels;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a profile in a text format measures. Its client says it by the last part of the
/// application's name: `my.app.alloc_space`.
///
/// @param name the series' `__name__`
/// @param sampleType what a value counts
/// @param sampleUnit unit of a value
/// @param isTime whether the values are numbers of samples that stand for time: they are multiplied
///   by the nanoseconds between two samples
public record TextProfileType(String name, String sampleType, String sampleUnit, boolean isTime) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final String COUNT = "count";
    private static final String BYTES = "bytes";
    private static final String NANOSECONDS = "nanoseconds";
    private static final Map<String, TextProfileType> BY_SUFFIX = table();

    private static Map<String, TextProfileType> table() {
        Map<String, TextProfileType> table = new HashMap<>();
        TextProfileType cpu = new TextProfileType("process_cpu", "cpu", NANOSECONDS, true);
        put(table, cpu, "", "cpu", "itimer");
        TextProfileType wall = new TextProfileType("wall", "wall", NANOSECONDS, true);
        put(table, wall, "wall", "seconds", "milliseconds", "microseconds", NANOSECONDS);
        for (String counted :
                new String[] {
                    "inuse_objects",
                    "alloc_objects",
                    "alloc_in_new_tlab_objects",
                    "alloc_outside_tlab_objects",
                    "live"
                }) {
            put(table, new TextProfileType("memory", counted, COUNT, false), counted);
        }
        for (String measured :
                new String[] {
                    "inuse_space",
                    "alloc_space",
                    "alloc_in_new_tlab_bytes",
                    "alloc_outside_tlab_bytes"
                }) {
            put(table, new TextProfileType("memory", measured, BYTES, false), measured);
        }
        put(table, new TextProfileType("memory", "samples", BYTES, false), BYTES);
        put(table, new TextProfileType("goroutine", "goroutines", COUNT, false), "goroutines");
        put(table, new TextProfileType("mutex", "contentions", COUNT, false), "mutex_count");
        put(table, new TextProfileType("mutex", "delay", NANOSECONDS, false), "mutex_duration");
        TextProfileType blocks = new TextProfileType("block", "contentions", COUNT, false);
        put(table, blocks, "block_count", "lock_count");
        TextProfileType blocked = new TextProfileType("block", "delay", NANOSECONDS, false);
        put(table, blocked, "block_duration", "lock_duration");
        put(table, new TextProfileType("exceptions", "samples", COUNT, false), "exceptions");
        return table;
    }

    private static void put(
            Map<String, TextProfileType> table, TextProfileType type, String... suffixes) {
        for (String suffix : suffixes) {
            table.put(suffix, type);
        }
    }

    /// Returns the type that a suffix stands for, or null if it stands for none. No suffix, `""`,
    /// is CPU time.
    public static @Nullable TextProfileType ofSuffix(String suffix) {
        return BY_SUFFIX.get(suffix);
    }

    /// Nanoseconds between two samples, at least 1; 0 if values are not time or the rate is 0.
    ///
    /// @param sampleRate samples a second
    public long period(long sampleRate) {
        return isTime && sampleRate > 0 ? Math.max(1, NANOS_PER_SECOND / sampleRate) : 0;
    }

    /// What a profile of this type counts: samples as such if they stand for time, but the rate is
    /// 0.
    public SampleType counted(long sampleRate) {
        return isTime && sampleRate == 0
                ? new SampleType("samples", COUNT)
                : new SampleType(sampleType, sampleUnit);
    }

    /// Adds the labels that say what a profile of this type measures; not its name.
    public Labels labels(Labels labels, long sampleRate) {
        boolean hasPeriod = period(sampleRate) > 0;
        return TypeLabels.add(
                labels, counted(sampleRate), hasPeriod ? "cpu" : "", hasPeriod ? NANOSECONDS : "");
    }
}
