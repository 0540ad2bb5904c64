// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextProfileTypeTest {

    @ParameterizedTest
    @CsvSource({
        "cpu, process_cpu, cpu, nanoseconds, true",
        "itimer, process_cpu, cpu, nanoseconds, true",
        "'', process_cpu, cpu, nanoseconds, true",
        "wall, wall, wall, nanoseconds, true",
        "milliseconds, wall, wall, nanoseconds, true",
        "inuse_objects, memory, inuse_objects, count, false",
        "alloc_space, memory, alloc_space, bytes, false",
        "alloc_in_new_tlab_bytes, memory, alloc_in_new_tlab_bytes, bytes, false",
        "alloc_outside_tlab_objects, memory, alloc_outside_tlab_objects, count, false",
        "live, memory, live, count, false",
        "bytes, memory, samples, bytes, false",
        "goroutines, goroutine, goroutines, count, false",
        "mutex_count, mutex, contentions, count, false",
        "mutex_duration, mutex, delay, nanoseconds, false",
        "lock_count, block, contentions, count, false",
        "block_duration, block, delay, nanoseconds, false",
        "exceptions, exceptions, samples, count, false"
    })
    void isToldByTheSuffix(String suffix, String name, String type, String unit, boolean isTime) {
        assertThat(TextProfileType.ofSuffix(suffix))
                .isEqualTo(new TextProfileType(name, type, unit, isTime));
    }

    @Test
    void knowsNoOtherSuffix() {
        assertThat(TextProfileType.ofSuffix("app")).isNull();
    }
}
