// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"process_cpu:cpu:nanoseconds:cpu:nanoseconds", "memory:alloc_space:bytes::"})
    void isReadFromItsId(String id) {
        assertThat(ProfileType.parse(id).id()).isEqualTo(id);
    }

    @Test
    void aTrailingDeltaCountsForNothing() {
        assertThat(ProfileType.parse("a:b:c:d:e:delta")).isEqualTo(ProfileType.parse("a:b:c:d:e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:b:c:d", "a:b:c:d:e:f", "a:b:c:d:e:delta:"})
    void refusesAnotherNumberOfParts(String id) {
        assertThatThrownBy(() -> ProfileType.parse(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + id + "\"");
    }
}
