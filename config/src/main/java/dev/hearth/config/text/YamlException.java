// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

/// A text is no YAML. The message is for the operator and begins with the line.
public final class YamlException extends Exception {

    private static final long serialVersionUID = 1;

    YamlException(int line, String problem) {
        super("line %d: %s".formatted(line, problem));
    }
}
