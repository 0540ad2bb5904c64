// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.Flag.Category;
import java.util.List;

/// What `-help` and `-help-all` print.
final class HelpText {

    private static final int WIDTH = 96;

    private HelpText() {}

    static String basic(List<Flag<?>> flags) {
        return text(
                flags.stream().filter(flag -> flag.category() == Category.BASIC).toList(),
                "  -help-all\n    \tPrint every flag, the advanced ones too.\n");
    }

    static String full(List<Flag<?>> flags) {
        return text(flags, "");
    }

    private static String text(List<Flag<?>> flags, String more) {
        StringBuilder text =
                new StringBuilder(
                        "Usage of hearth:\n  -help\n    \tPrint the flags that most people need.\n");
        text.append(more).append("  -version\n    \tPrint the version and leave.\n");
        flags.forEach(flag -> append(text, flag));
        return text.toString();
    }

    private static <T> void append(StringBuilder text, Flag<T> flag) {
        text.append("  ").append(flag);
        if (!flag.isBoolean()) {
            text.append(' ').append(flag.typeName());
        }
        text.append("\n    \t");
        String shown = flag.format(flag.defaultValue());
        String help = shown.isEmpty() ? flag.help() : flag.help() + " (default " + shown + ")";
        int column = 0;
        for (String word : help.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append("\n    \t");
                column = 0;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
