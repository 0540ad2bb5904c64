// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces references to environment variables in a text: `${VAR}`, `${VAR:-default}`, `${VAR^^}`
/// and `${VAR,,}` for upper and lower case. A variable that is not set is empty; two dollar signs
/// are one.
final class EnvironmentText {

    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$|\\{([^}]*)\\})");
    private static final Pattern EXPRESSION =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*)|\\^\\^|,,)?", Pattern.DOTALL);

    private EnvironmentText() {}

    /// @throws ConfigException if what stands in braces is none of the known forms
    static String expand(String text, Map<String, String> environment) throws ConfigException {
        StringBuilder expanded = new StringBuilder();
        Matcher references = REFERENCE.matcher(text);
        int from = 0;
        while (references.find()) {
            expanded.append(text, from, references.start());
            String expression = references.group(2);
            expanded.append(expression == null ? "$" : value(expression, environment));
            from = references.end();
        }
        return expanded.append(text, from, text.length()).toString();
    }

    private static String value(String expression, Map<String, String> environment)
            throws ConfigException {
        Matcher parts = EXPRESSION.matcher(expression);
        if (!parts.matches()) {
            throw new ConfigException(
                    "${%s} in the configuration file is no variable (expected for instance ${VAR} or ${VAR:-default})"
                            .formatted(expression));
        }
        String value = environment.getOrDefault(parts.group(1), "");
        String operator = parts.group(2);
        if (operator == null) {
            return value;
        }
        return switch (operator) {
            case "^^" -> value.toUpperCase(Locale.ROOT);
            case ",," -> value.toLowerCase(Locale.ROOT);
            default -> value.isEmpty() ? operator.substring(2) : value;
        };
    }
}
