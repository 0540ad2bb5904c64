// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.ByteText;
import dev.hearth.config.text.DurationText;
import dev.hearth.config.text.Structure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// How the text of a flag becomes a value, and back. Equality is identity.
final class FlagType<T> {

    static final FlagType<String> STRING =
            new FlagType<>("string", UnaryOperator.identity(), UnaryOperator.identity());
    static final FlagType<Boolean> BOOLEAN =
            new FlagType<>("boolean", FlagType::parseBoolean, String::valueOf);
    static final FlagType<Integer> INT = new FlagType<>("int", FlagType::parseInt, String::valueOf);
    static final FlagType<Double> FLOAT =
            new FlagType<>("float", FlagType::parseDouble, FlagType::formatDouble);
    static final FlagType<Duration> DURATION =
            new FlagType<>("duration", DurationText::parse, DurationText::format);
    static final FlagType<Long> BYTES = new FlagType<>("bytes", ByteText::parse, ByteText::format);
    static final FlagType<Secret> SECRET = new FlagType<>("secret", Secret::new, Secret::toString);
    static final FlagType<List<String>> LIST =
            new FlagType<>("list", FlagType::parseList, list -> String.join(",", list));

    /// A list to which each further use of the flag adds.
    static final FlagType<List<String>> GROWING_LIST =
            new FlagType<>("list", FlagType::parseList, list -> String.join(",", list));

    private static final String STRUCTURE = "yaml";

    private final String name;
    private final Function<String, T> parser;
    private final Function<T, String> formatter;

    private FlagType(String name, Function<String, T> parser, Function<T, String> formatter) {
        this.name = name;
        this.parser = parser;
        this.formatter = formatter;
    }

    /// A value with parts, as YAML or JSON.
    static <T> FlagType<T> structure(Structure<T> structure) {
        return new FlagType<>(STRUCTURE, structure::parse, structure::format);
    }

    /// One of the names of an enum, in lower case.
    static <E extends Enum<E>> FlagType<E> choice(Class<E> type) {
        return new FlagType<>(
                "string", text -> parseChoice(type, text), value -> choiceText(value));
    }

    boolean isStructure() {
        return name.equals(STRUCTURE);
    }

    /// The kind as the reference page says it: `int`, `duration`.
    String name() {
        return name;
    }

    /// Text to value.
    ///
    /// @throws IllegalArgumentException with a message for the operator
    T parse(String text) {
        return parser.apply(text);
    }

    /// Value to text that [#parse] reads back.
    String format(T value) {
        return formatter.apply(value);
    }

    private static Boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is no boolean (expected true or false)".formatted(text));
        };
    }

    private static Integer parseInt(String text) {
        long value = parseLong(text);
        if (value != (int) value) {
            throw new IllegalArgumentException(
                    "%s does not fit (expected at most %d)".formatted(text, Integer.MAX_VALUE));
        }
        return (int) value;
    }

    private static Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "\"%s\" is no whole number (expected for instance 100)".formatted(text));
        }
    }

    private static Double parseDouble(String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // falls through to the one message
        }
        throw new IllegalArgumentException(
                "\"%s\" is no number (expected for instance 1.5)".formatted(text));
    }

    private static String formatDouble(Double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString(value.longValue())
                : Double.toString(value);
    }

    private static <E extends Enum<E>> E parseChoice(Class<E> type, String text) {
        List<String> names = new ArrayList<>();
        for (E value : type.getEnumConstants()) {
            if (choiceText(value).equals(text)) {
                return value;
            }
            names.add(choiceText(value));
        }
        throw new IllegalArgumentException(
                "\"%s\" is no choice (expected one of %s)"
                        .formatted(text, String.join(", ", names)));
    }

    private static String choiceText(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> parseList(String text) {
        return text.isBlank()
                ? List.of()
                : List.of(text.split(",")).stream()
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList();
    }
}
