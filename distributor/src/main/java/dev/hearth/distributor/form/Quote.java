// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

/// Text of a client as messages show it.
public final class Quote {

    private static final int MAX_LENGTH = 100;

    private Quote() {}

    /// The text, or its beginning if it is long.
    public static String of(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return text.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH) + "…";
    }
}
