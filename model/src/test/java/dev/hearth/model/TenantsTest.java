// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantsTest {

    private static final TenantId A = new TenantId("team-a");
    private static final TenantId B = new TenantId("team-b");

    @Test
    void readsOneTenant() {
        Tenants one = Tenants.parse("team-a");

        assertThat(one).isEqualTo(Tenants.of(A));
        assertThat(one.areSeveral()).isFalse();
        assertThat(one.only()).isEqualTo(A);
    }

    @Test
    void sortsSeveralAndKeepsEachOnce() {
        Tenants two = Tenants.parse("team-b|team-a|team-b");

        assertThat(two.ids()).containsExactly(A, B);
        assertThat(two).hasToString("team-a|team-b").isEqualTo(new Tenants(List.of(A, B)));
        assertThatThrownBy(two::only)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the request names 2 tenants (expected one)");
    }

    @Test
    void takesTheSameTenantTwiceForOne() {
        assertThat(Tenants.parse("team-a|team-a").only()).isEqualTo(A);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|", "team-a|", "|team-a", "team-a||team-b"})
    void refusesAnEmptyId(String text) {
        assertThatThrownBy(() -> Tenants.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tenant ID is empty (expected 1 to 150 characters)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-a|..", "team-a| team-b", "team-a|b/c"})
    void refusesAnIdThatCannotBeOne(String text) {
        assertThatThrownBy(() -> Tenants.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tenant ID ");
    }
}
