// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlNodeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1|{\"a\":\"1\"}",
                "{a: [b, 2, true, ~, null, 'null']}|{\"a\":[\"b\",\"2\",\"true\",null,null,\"null\"]}",
                "{\"a\": \"\\u0041\\n\\\"\"}|{\"a\":\"A\\n\\\"\"}",
                "{a: &x {b: 1}, c: *x}|{\"a\":{\"b\":\"1\"},\"c\":{\"b\":\"1\"}}",
                "{a: &x {b: 1, c: 2}, d: {c: 3, <<: *x}}|{\"a\":{\"b\":\"1\",\"c\":\"2\"},\"d\":{\"c\":\"3\",\"b\":\"1\"}}",
                "{d: {<<: [{a: 1}, {a: 2, b: 3}]}}|{\"d\":{\"a\":\"1\",\"b\":\"3\"}}",
                "{a: ''}|{\"a\":\"\"}",
                "# nothing|null",
            })
    void readsYaml(String yaml, String json) throws Exception {
        assertThat(YamlNode.parse(yaml).json()).isEqualTo(json);
        assertThat(YamlNode.parse(json).json()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[|line 1: ",
                "a: 1\\na: 2|line 2: key \"a\" is there twice",
                "a: 1\\n? [b]\\n: c|line 2: a key is a list or a block (expected a word)",
                "a: *b|line 1: ",
                "&a [*a]|line 1: the text is too large with its aliases",
                "a: 1\\nb:\\n  <<: c|line 3: << is a value (expected a block to merge)",
                "{<<: [a]}|line 1: << is a value (expected a block to merge)",
                "a: 1\\n---\\nb: 2|line 2: ",
            })
    void namesTheLineOfWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> YamlNode.parse(yaml.replace("\\n", "\n")))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aTextThatGrowsByItsAliasesIsRefused() {
        StringBuilder yaml = new StringBuilder("- &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            yaml.append("- &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
        }

        assertThatThrownBy(() -> YamlNode.parse(yaml.toString()))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("the text is too large with its aliases");
    }

    @Test
    void aTextThatIsTooDeepIsRefused() {
        assertThatThrownBy(() -> YamlNode.parse("[".repeat(1000) + "]".repeat(1000)))
                .isInstanceOf(YamlException.class);
    }

    @Test
    void knowsLines() throws Exception {
        YamlNode root = YamlNode.parse("# word\na:\n  - b\n  - c: d\n");

        assertThat(root.line()).isEqualTo(2);
        assertThat(root)
                .isInstanceOfSatisfying(
                        YamlNode.Mapping.class,
                        top ->
                                assertThat(top.entries().get("a"))
                                        .isInstanceOfSatisfying(
                                                YamlNode.Sequence.class,
                                                list ->
                                                        assertThat(list.items().get(1).line())
                                                                .isEqualTo(4)));
    }
}
