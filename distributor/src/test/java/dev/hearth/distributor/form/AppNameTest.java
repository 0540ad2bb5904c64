// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    app                      | app
                    ' app '                  | app
                    my.app/v-1_x             | my.app/v-1_x
                    app{}                    | app
                    app{ }                   | app
                    app{a=b                  | app
                    app{a                    | app
                    app{                     | app
                    app{__name__=other}      | other
                    app{a=b}garbage{c=d}     | app
                    """)
    void readsTheService(String text, String service) {
        assertThat(AppName.parse(text).service()).isEqualTo(service);
    }

    @Test
    void readsTags() {
        assertThat(AppName.parse("app{a=1, b = two words ,c=,1d.e=x\"y\"}").tags())
                .isEqualTo(Map.of("a", "1", "b", "two words", "c", "", "1d.e", "x\"y\""));
    }

    @Test
    void dropsAPairThatDoesNotEnd() {
        assertThat(AppName.parse("app{a=1,b=2").tags()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void ofAKeyGivenTwiceTheLastValueCounts() {
        assertThat(AppName.parse("app{a=1,a=2}").tags()).isEqualTo(Map.of("a", "2"));
    }

    @Test
    void ignoresWhatFollowsTheBrace() {
        assertThat(AppName.parse("app{a=1},b=2}").tags()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void valuesMayHoldEqualSigns() {
        assertThat(AppName.parse("app{a=b=c}").tags()).isEqualTo(Map.of("a", "b=c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{a=b}",
                "my app",
                "app:x",
                "größe",
                "app{a b=c}",
                "app{=c}",
                "app{a-b=c}",
                "app{a,b=c}",
                "app{__name__=a b}"
            })
    void refusesOtherNames(String text) {
        assertThatThrownBy(() -> AppName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quotesOnlyTheBeginningOfALongName() {
        assertThatThrownBy(() -> AppName.parse("!".repeat(1 << 20)))
                .hasMessageMatching("(?s).{0,300}");
    }
}
