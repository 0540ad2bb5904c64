// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.hearth.model.Selector;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(dev.hearth.testing.Seeded.class)
final class RegexBoundsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{100}){11}",
                "(?:(?:x{0,50}y)*){0,50}",
                "a{2}{501}",
                "([[:alpha:]]{1000}){2}",
                "([]{]{1000}){2}",
            })
    void countsInsideEachOtherAreBounded(String pattern) {
        assertThatThrownBy(() -> new SeriesMatcher(Selector.parse("{a=~\"" + pattern + "\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("counts in braces");
    }

    @Test
    void deepGroupsAreRefused() {
        String deep = "(".repeat(50_000) + ")".repeat(50_000);
        assertThatThrownBy(() -> matcher(deep)).hasMessageContaining("nested too deeply");
        matcher("(".repeat(1000) + "a{0,1000}" + ")".repeat(1000));
    }

    @Test
    void largePatternsAreRefused() {
        assertThatThrownBy(() -> matcher("(" + "ab".repeat(500) + "){1000}"))
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> matcher("\\\\pL{1000}.*" + "\\\\pN{50}"))
                .hasMessageContaining("too large");
    }

    @Test
    void allPatternsOfASelectorCountTogether() {
        StringBuilder selector = new StringBuilder("{");
        for (int i = 0; i < 200; i++) {
            selector.append(i == 0 ? "" : ",").append("a=~\"(x|y{900})+\"");
        }
        assertThatThrownBy(() -> new SeriesMatcher(Selector.parse(selector + "}")))
                .hasMessageContaining("too large");
    }

    @Test
    void whatPeopleWriteIsAllowed() {
        matcher("(" + "some-service-name|".repeat(2000) + "x).*");
        matcher("[a-z]{1,63}([.][a-z]{2,10}){3}|\\\\QC:{1000}{1000}\\\\E|a{b}|[{]|x{,5}");
    }

    /// The estimate may be above the truth, not far below it.
    @RepeatedTest(300)
    void theEstimateIsNotBelowTheTruth(RandomGenerator random) {
        String[] pieces = {
            "a", "b", ".", "(", ")", "(?:", "|", "*", "+?", "?", "{3}", "{2,}", "{0,4}", "[a-c]",
            "[^]x{9}]", "\\d", "\\pL", "\\Q(x{9}\\E", "[[:alpha:]{7}]", "[a\\]{5}]", "{", "}", "]"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 25); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        int real;
        try {
            real = Pattern.compile(text.toString(), Pattern.DOTALL).programSize();
        } catch (com.google.re2j.PatternSyntaxException _) {
            return;
        }
        long size;
        try {
            size = RegexBounds.size(text.toString());
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("counts in braces");
            return;
        }
        assertThat((long) real).as(text.toString()).isLessThanOrEqualTo(2 * size + 10);
    }

    private static void matcher(String pattern) {
        SeriesMatcher _ = new SeriesMatcher(Selector.parse("{a=~\"" + pattern + "\"}"));
    }
}
