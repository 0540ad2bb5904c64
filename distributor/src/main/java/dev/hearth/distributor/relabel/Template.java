// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A text with references to the groups of a match, in Go's notation: `$1`, `$name`, `${1}`,
/// `${name}`; `$$` is a `$`. A name is as long as it can be, so `$1x` is the group named `1x`, and
/// `$01` is that of a name, not of a number; a group that does not exist or took no part is empty.
final class Template {

    /// No group.
    private static final int NONE = -1;

    /// Group of each part, [#NONE] for one that is text.
    private final int[] groups;

    private final String[] texts;

    private Template(int[] groups, String[] texts) {
        this.groups = groups;
        this.texts = texts;
    }

    /// @param pattern whose groups the names mean
    static Template of(String text, Pattern pattern) {
        List<Integer> groups = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$') {
                plain.append(c);
                at++;
                continue;
            }
            if (text.startsWith("$$", at)) {
                plain.append('$');
                at += 2;
                continue;
            }
            boolean isBraced = text.startsWith("${", at);
            int from = at + (isBraced ? 2 : 1);
            int to = endOfName(text, from);
            boolean isName = to > from && (!isBraced || text.startsWith("}", to));
            if (!isName) {
                plain.append('$');
                at++;
                continue;
            }
            groups.add(NONE);
            texts.add(plain.toString());
            plain.setLength(0);
            int group = group(text.substring(from, to), pattern);
            if (group != NONE) {
                groups.add(group);
                texts.add("");
            }
            at = to + (isBraced ? 1 : 0);
        }
        groups.add(NONE);
        texts.add(plain.toString());
        return new Template(
                groups.stream().mapToInt(Integer::intValue).toArray(),
                texts.toArray(String[]::new));
    }

    /// Whether a text refers to a group.
    static boolean hasReference(String text) {
        for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
            int from = at + (text.startsWith("${", at) ? 2 : 1);
            if (endOfName(text, from) > from) {
                return true;
            }
        }
        return false;
    }

    /// The text with what a match found.
    String expand(Matcher match) {
        if (groups.length == 1) {
            return texts[0];
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            String found = groups[i] == NONE ? texts[i] : match.group(groups[i]);
            text.append(found == null ? "" : found);
        }
        return text.toString();
    }

    private static int endOfName(String text, int from) {
        int to = from;
        while (to < text.length()
                && (text.charAt(to) == '_' || Character.isLetterOrDigit(text.charAt(to)))) {
            to++;
        }
        return to;
    }

    private static int group(String name, Pattern pattern) {
        boolean isNumber = name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            Map<String, Integer> names = pattern.namedGroups();
            return names.getOrDefault(name, NONE);
        }
        boolean hasLeadingZero = name.length() > 1 && name.charAt(0) == '0';
        int number = name.length() < 9 && !hasLeadingZero ? Integer.parseInt(name) : NONE;
        return number <= pattern.groupCount() ? number : NONE;
    }
}
