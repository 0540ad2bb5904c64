// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "a", "0-9_A.Z!*'()", "...", ".a"})
    void takesATenant(String id) {
        assertThat(new TenantId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a|b", "é", "a\\b", "a\0"})
    void refusesWhatCouldNotBeAPathElement(String id) {
        assertThatThrownBy(() -> new TenantId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tenant ID");
    }

    @Test
    void endsAtTheLongest() {
        assertThat(new TenantId("x".repeat(TenantId.MAX_LENGTH)).value()).hasSize(150);
        assertThatThrownBy(() -> new TenantId("x".repeat(151)))
                .hasMessage("tenant ID has 151 characters (limit 150)");
    }
}
