// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.LabelMatcher.Operator;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SeriesMatcherTest {

    private static boolean matches(String selector, String... labels) {
        return new SeriesMatcher(Selector.parse(selector)).matches(Labels.of(labels));
    }

    @Test
    void comparesALabelThatIsNotThereWithNothing() {
        assertThat(matches("{a=\"\"}", "b", "1")).isTrue();
        assertThat(matches("{a!=\"\"}", "b", "1")).isFalse();
        assertThat(matches("{a=~\".*\"}", "b", "1")).isTrue();
        assertThat(matches("{a=~\".+\"}", "b", "1")).isFalse();
        assertThat(matches("{a!~\".+\"}", "b", "1")).isTrue();
        assertThat(matches("{a!=\"x\"}", "b", "1")).isTrue();
    }

    @Test
    void wantsAllMatchersToHold() {
        assertThat(matches("{a=\"1\",b=~\"2|3\"}", "a", "1", "b", "3")).isTrue();
        assertThat(matches("{a=\"1\",b=~\"2|3\"}", "a", "1", "b", "4")).isFalse();
        assertThat(matches("{a=\"1\",a!=\"1\"}", "a", "1")).isFalse();
    }

    @Test
    void looksAtTheServiceApart() {
        SeriesMatcher matcher =
                new SeriesMatcher(Selector.parse("{service_name=~\"a.*\",service_name!=\"ab\"}"));

        assertThat(matcher.matchesService("abc")).isTrue();
        assertThat(matcher.matchesService("ab")).isFalse();
        assertThat(matcher.matchesService("b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a|ab, ab, true",
                "a|ab, abc, false",
                "b, ab, false",
                "b, ba, false",
                "a.*, a, true",
                "a.*, ba, false",
                "a.+, a, false",
                "a.+, ab, true",
                "a\\.b|c\\-d, a.b, true",
                "a\\.b|c\\-d, axb, false",
                "a\\.b|c\\-d, c-d, true",
                "a.b, axb, true",
                "(?i)ABC, abc, true",
                "^a$, a, true",
                "x|, '', true",
                "[a-c]+, abc, true",
                "[a-c]+, abd, false",
                "'', '', true",
                "'', a, false",
            })
    void matchesTheWholeValue(String pattern, String value, boolean expected) {
        LabelMatcher matcher = new LabelMatcher("l", Operator.MATCHES, pattern);
        assertThat(ValuePattern.of(matcher).matches(value)).isEqualTo(expected);
        assertThat(Pattern.compile("^(?s:" + pattern + ")$").matcher(value).find())
                .isEqualTo(expected);
    }

    @Test
    void letsADotTakeALineBreak() {
        assertThat(matches("{a=~\"x.y\"}", "a", "x\ny")).isTrue();
    }

    @Test
    void needsNoRegexForWordsAndPrefixes() {
        assertThat(ValuePattern.of(new LabelMatcher("l", Operator.MATCHES, "a|b\\.c")))
                .isInstanceOf(ValuePattern.Words.class);
        assertThat(ValuePattern.of(new LabelMatcher("l", Operator.MATCHES, "a.*")))
                .isInstanceOf(ValuePattern.Prefix.class);
        assertThat(ValuePattern.of(new LabelMatcher("l", Operator.MATCHES, "a.b")))
                .isInstanceOf(ValuePattern.Regex.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "a**", "(?=x)", "\\"})
    void refusesAPatternThatDoesNotParse(String pattern) {
        Selector selector = Selector.ALL.with(new LabelMatcher("l", Operator.MATCHES_NOT, pattern));

        assertThatThrownBy(() -> new SeriesMatcher(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected RE2 syntax");
    }
}
