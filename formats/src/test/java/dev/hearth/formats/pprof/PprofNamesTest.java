// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.SampleType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PprofNamesTest {

    private static List<SampleType> types(String... names) {
        return Arrays.stream(names).map(name -> new SampleType(name, "count")).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "samples cpu, process_cpu",
        "cpu, process_cpu",
        "alloc_objects alloc_space inuse_objects inuse_space, memory",
        "objects space, memory",
        "contentions delay, mutex",
        "goroutine, goroutines",
        "sample wall, wall",
        "cpu wall, wall",
        "exception, exception",
        "lock_count lock_time, lock_time"
    })
    void derivesTheNameFromTheTypes(String types, String name) {
        assertThat(PprofNames.metricName(types(types.split(" ", -1)), null)).isEqualTo(name);
    }

    @Test
    void goesByTheNamesShownIfTheClientGivesThem() {
        assertThat(
                        PprofNames.metricName(
                                types("contentions", "delay"),
                                Map.of("contentions", "block_count", "delay", "block_duration")))
                .isEqualTo("block");
        assertThat(
                        PprofNames.metricName(
                                types("goroutineleak"), Map.of("goroutineleak", "goroutine_leak")))
                .isEqualTo("goroutine_leak");
    }

    @Test
    void leavesOutTheDefaultNamesIfThereIsAConfig() {
        assertThat(PprofNames.metricName(types("contentions"), Map.of("contentions", "")))
                .isEqualTo("contentions");
    }
}
