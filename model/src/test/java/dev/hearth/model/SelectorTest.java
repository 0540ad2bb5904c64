// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.LabelMatcher.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectorTest {

    @Test
    void readsAMetricNameAndMatchers() {
        Selector selector =
                Selector.parse(
                        " cpu:cpu:ns:cpu:ns { a = \"b\",c=~'d.*', e!=`f`, g!~\"\" , } # end");

        assertThat(selector.metricName()).isEqualTo("cpu:cpu:ns:cpu:ns");
        assertThat(selector.without(Labels.NAME).matchers())
                .containsExactly(
                        LabelMatcher.equal("a", "b"),
                        new LabelMatcher("c", Operator.MATCHES, "d.*"),
                        new LabelMatcher("e", Operator.NOT_EQUAL, "f"),
                        new LabelMatcher("g", Operator.MATCHES_NOT, ""));
    }

    @Test
    void takesEverythingWithoutMatchers() {
        assertThat(Selector.parse("{}").matchers()).isEmpty();
        assertThat(Selector.parse("{ }")).isEqualTo(Selector.ALL);
    }

    @Test
    void keepsEmptyPartsOfAProfileType() {
        assertThat(Selector.parse("memory:alloc_space:bytes::{a=\"b\"}").metricName())
                .isEqualTo("memory:alloc_space:bytes::");
    }

    @Test
    void readsQuotedNames() {
        Selector selector = Selector.parse("{\"my metric\",'otel.scope.name'=\"x\"}");

        assertThat(selector.matchers())
                .containsExactly(
                        LabelMatcher.equal(Labels.NAME, "my metric"),
                        LabelMatcher.equal("otel.scope.name", "x"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            value = {
                "\"a\\nb\\t\\\\\\\"c\" | 610a62095c2263",
                "'it\\'s \"x\"' | 6974277320227822",
                "`raw\\n` | 7261775c6e",
                "\"\\x41\\101\\u00e9\\U0001f600\" | 4141c3a9f09f9880",
                "\"héé\" | 68c3a9c3a9",
            })
    void readsGoStrings(String quoted, String hex) {
        String value = Selector.parse("{a=" + quoted + "}").matchers().getFirst().value();

        byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(java.util.HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{a}",
                "{a=}",
                "{a=b}",
                "{a=\"b}",
                "{a=\"b\" c=\"d\"}",
                "{,}",
                "{a==\"b\"}",
                "{a=\"b\"}x",
                "{a=\"\\q\"}",
                "{a=\"\\'\"}",
                "{a=\"\\x4\"}",
                "{a=\"\\400\"}",
                "{a=\"\\ud800\"}",
                "{a=\"x\ny\"}",
                "{1a=\"b\"}",
                "{a:b=\"c\"}",
                "x{__name__=\"y\"}",
                "x{\"y\"}",
                "1{}",
                "{a=\"b\\",
            })
    void refusesWhatIsNoSelector(String text) {
        assertThatThrownBy(() -> Selector.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("selector '" + text + "'")
                .hasMessageContaining("expected");
    }

    @Test
    void namesThePlaceOfAMistake() {
        assertThatThrownBy(() -> Selector.parse("{service_name=x}"))
                .hasMessage(
                        "selector '{service_name=x}' has 'x' at position 15 (expected a quoted value)");
    }

    @Test
    void joinsSeveral() {
        assertThat(Selector.parseAll(List.of("{a=\"1\"}", "{}", "{b=\"2\"}")).matchers())
                .containsExactly(LabelMatcher.equal("a", "1"), LabelMatcher.equal("b", "2"));
    }
}
