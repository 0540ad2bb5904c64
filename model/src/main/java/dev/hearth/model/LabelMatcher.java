// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// One condition of a [Selector] on the value of one label. A series that lacks the label is
/// compared as if its value were empty.
///
/// @param name name of the label
/// @param operator how the value is compared
/// @param value what it is compared with; for the regex operators a pattern in RE2 syntax that has
///   to match the whole value
public record LabelMatcher(String name, Operator operator, String value) {

    /// How a value is compared.
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        MATCHES_NOT("!~");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /// The operator as selectors write it.
        public String text() {
            return text;
        }
    }

    /// A matcher that wants one value.
    public static LabelMatcher equal(String name, String value) {
        return new LabelMatcher(name, Operator.EQUAL, value);
    }

    @Override
    public String toString() {
        return name + operator.text() + '"' + value + '"';
    }
}
