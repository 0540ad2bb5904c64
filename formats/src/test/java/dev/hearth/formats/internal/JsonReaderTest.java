// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeded.class)
final class JsonReaderTest {

    private static final JsonFactory JACKSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String string(String json) throws MalformedProfileException {
        JsonReader reader = new JsonReader(utf8(json));
        reader.string();
        reader.end();
        return reader.text();
    }

    private static double number(String json) throws MalformedProfileException {
        JsonReader reader = new JsonReader(utf8(json));
        double number = reader.number();
        reader.end();
        return number;
    }

    @Test
    void readsStrings() throws MalformedProfileException {
        assertThat(string("\"\"")).isEmpty();
        assertThat(string(" \"plain\" ")).isEqualTo("plain");
        assertThat(string("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"")).isEqualTo("a\"\\/\b\f\n\r\tz");
        assertThat(string("\"\\u0041\\u00e4\\u20ac\\ud83d\\ude00\"")).isEqualTo("Aä€😀");
        assertThat(string("\"größe\\n\"")).isEqualTo("größe\n");
        assertThat(string("\"" + "x\\t".repeat(500) + "\"")).isEqualTo("x\t".repeat(500));
    }

    @Test
    void replacesHalvesOfPairs() throws MalformedProfileException {
        assertThat(string("\"\\ud83dx\"")).isEqualTo("\ufffdx");
        assertThat(string("\"\\ude00\"")).isEqualTo("\ufffd");
        assertThat(string("\"\\ud83d\\u0041\"")).isEqualTo("\ufffdA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "7",
                "-12",
                "123456789012345",
                "1234567890123456789",
                "1.5",
                "-0.25",
                "1e3",
                "1E+3",
                "2.5e-3",
                "1e400",
                "0.1"
            })
    void readsNumbersAsJavaDoes(String text) throws MalformedProfileException {
        assertThat(number(text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "+1", ".5", "1.", "01", "1e", "1e+", "--1", "NaN", "0x1", "1 2", "x"
            })
    void refusesWhatIsNoNumber(String text) {
        assertThatThrownBy(() -> number(text)).isInstanceOf(MalformedProfileException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"a",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "\"\\n\u0001\"",
                "'a'"
            })
    void refusesWhatIsNoString(String text) {
        assertThatThrownBy(() -> string(text)).isInstanceOf(MalformedProfileException.class);
    }

    @Test
    void refusesStringsThatAreNotUtf8() {
        byte[] plain = {'"', (byte) 0xff, '"'};
        byte[] escaped = {'"', '\\', 'n', (byte) 0xc3, '"'};

        assertThatThrownBy(() -> new JsonReader(plain).string()).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> new JsonReader(escaped).string()).hasMessageContaining("UTF-8");
    }

    @Test
    void refusesValuesNestedTooDeep() {
        JsonReader deep = new JsonReader(utf8("[".repeat(100_000)));

        assertThatThrownBy(deep::skip).hasMessageContaining("nested at most 64");
    }

    @Test
    void acceptsWhatJacksonAccepts(RandomGenerator random) {
        Fuzzer fuzzer = new Fuzzer("json", 64, 1 << 20, JsonReaderTest::compare);

        int accepted =
                fuzzer.run(
                        random,
                        List.of(
                                utf8(
                                        "{\"a\":[1,-2.5e3,true,false,null],\"b\":{\"\":\"x\\u00e4\"}}"),
                                utf8("[ [], {} , \"größe \\n\" ]")));

        assertThat(accepted).isPositive();
    }

    private static void compare(byte[] bytes) throws MalformedProfileException {
        boolean isJson = isJson(bytes);
        try {
            JsonReader reader = new JsonReader(bytes);
            reader.skip();
            reader.end();
        } catch (MalformedProfileException e) {
            boolean isOverOurLimits =
                    e.getMessage().contains("nested") || e.getMessage().contains("at most");
            assertThat(isJson && !isOverOurLimits).as(e.getMessage()).isFalse();
            throw e;
        }
        assertThat(isJson).as("jackson refuses it").isTrue();
    }

    private static boolean isJson(byte[] bytes) {
        if (!Utf8.isValid(bytes, 0, bytes.length)) {
            return false;
        }
        try (JsonParser parser = JACKSON.createParser(new String(bytes, StandardCharsets.UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
