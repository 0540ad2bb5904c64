// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.text.Structure;
import java.time.Duration;
import java.util.List;

/// One thing an operator can set, declared once by the component that reads it.
///
/// It can be set as `-name=value`, in YAML at [#yamlPath], and by the environment variable
/// [#environmentName]. Values are immutable; equality is identity.
///
/// @param <T> type of the value
public final class Flag<T> {

    /// Who a flag is for.
    public enum Category {
        /// Shown by `-help`.
        BASIC,
        /// Shown by `-help-all` only.
        ADVANCED
    }

    private final String name;
    private final String yamlPath;
    private final FlagType<T> type;
    private final T defaultValue;
    private final String help;
    private final Category category;

    private Flag(
            String name,
            String yamlPath,
            FlagType<T> type,
            T defaultValue,
            String help,
            Category category) {
        this.name = name;
        this.yamlPath = yamlPath;
        this.type = type;
        this.defaultValue = defaultValue;
        this.help = help;
        this.category = category;
    }

    private static <T> Flag<T> of(String name, FlagType<T> type, T defaultValue, String help) {
        String yamlPath = name.replace('-', '_');
        return new Flag<>(name, yamlPath, type, defaultValue, help, Category.BASIC);
    }

    /// Text.
    public static Flag<String> string(String name, String defaultValue, String help) {
        return of(name, FlagType.STRING, defaultValue, help);
    }

    /// True or false; `-name` alone is true.
    public static Flag<Boolean> bool(String name, boolean defaultValue, String help) {
        return of(name, FlagType.BOOLEAN, defaultValue, help);
    }

    /// A whole number of 32 bits.
    public static Flag<Integer> integer(String name, int defaultValue, String help) {
        return of(name, FlagType.INT, defaultValue, help);
    }

    /// A finite number.
    public static Flag<Double> number(String name, double defaultValue, String help) {
        return of(name, FlagType.FLOAT, defaultValue, help);
    }

    /// A duration: `1h30m`, `1w`, a bare `0`.
    public static Flag<Duration> duration(String name, Duration defaultValue, String help) {
        return of(name, FlagType.DURATION, defaultValue, help);
    }

    /// A number of bytes: `4194304`, `4MiB`.
    public static Flag<Long> bytes(String name, long defaultValue, String help) {
        return of(name, FlagType.BYTES, defaultValue, help);
    }

    /// Text that is never shown; empty by default.
    public static Flag<Secret> secret(String name, String help) {
        return of(name, FlagType.SECRET, Secret.NONE, help);
    }

    /// Texts, separated by commas (in YAML also a list).
    public static Flag<List<String>> list(String name, List<String> defaultValue, String help) {
        return of(name, FlagType.LIST, List.copyOf(defaultValue), help);
    }

    /// Texts, as [#list] has them; on the command line each further use of the flag adds to them.
    public static Flag<List<String>> growingList(
            String name, List<String> defaultValue, String help) {
        return of(name, FlagType.GROWING_LIST, List.copyOf(defaultValue), help);
    }

    /// A value with parts: YAML or JSON as a flag, real structure in YAML.
    public static <T> Flag<T> structure(
            String name, Structure<T> structure, T defaultValue, String help) {
        return of(name, FlagType.structure(structure), defaultValue, help);
    }

    /// One of the names of an enum, written in lower case.
    public static <E extends Enum<E>> Flag<E> choice(String name, E defaultValue, String help) {
        return of(name, FlagType.choice(defaultValue.getDeclaringClass()), defaultValue, help);
    }

    /// The same flag, shown by `-help-all` only.
    public Flag<T> advanced() {
        return new Flag<>(name, yamlPath, type, defaultValue, help, Category.ADVANCED);
    }

    /// The same flag at another place in YAML.
    ///
    /// @param path keys from the top, separated by dots; empty if it cannot be set in YAML
    public Flag<T> yaml(String path) {
        return new Flag<>(name, path, type, defaultValue, help, category);
    }

    /// Name, without dashes in front: `ingester.max-segment-age`.
    public String name() {
        return name;
    }

    /// Keys in YAML from the top, separated by dots; empty if YAML cannot set it. By default the
    /// name with `_` for `-`.
    public String yamlPath() {
        return yamlPath;
    }

    /// Environment variable that sets it: `HEARTH_INGESTER_MAX_SEGMENT_AGE`.
    public String environmentName() {
        return "HEARTH_"
                + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /// Value when nobody sets it.
    public T defaultValue() {
        return defaultValue;
    }

    /// What it does, one or more sentences, for the operator.
    public String help() {
        return help;
    }

    /// Who it is for.
    public Category category() {
        return category;
    }

    /// Kind of value: `int`, `duration`.
    String typeName() {
        return type.name();
    }

    boolean isBoolean() {
        return type == FlagType.BOOLEAN;
    }

    boolean isList() {
        return type == FlagType.LIST || isGrowing();
    }

    boolean isGrowing() {
        return type == FlagType.GROWING_LIST;
    }

    boolean isStructure() {
        return type.isStructure();
    }

    boolean isText() {
        return type == FlagType.STRING || type == FlagType.SECRET;
    }

    /// @throws IllegalArgumentException with a message for the operator
    T parse(String text) {
        return type.parse(text);
    }

    String format(T value) {
        return type.format(value);
    }

    @Override
    public String toString() {
        return "-" + name;
    }
}
