// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.hearth.config.rules.RelabelRule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A [RelabelRule] ready for use. Safe for many threads.
final class CompiledRule {

    private final RelabelRule rule;
    private final Pattern pattern;
    private final Template target;
    private final Template replacement;

    /// Whether the rule gives every series, also one without the sources, one fixed label.
    private final boolean isConstant;

    CompiledRule(RelabelRule rule) {
        this.rule = rule;
        this.pattern = Pattern.compile(rule.regex(), Pattern.DOTALL);
        this.target = Template.of(rule.targetLabel(), pattern);
        this.replacement = Template.of(rule.replacement(), pattern);
        this.isConstant =
                rule.regex().equals(RelabelRule.DEFAULT_REGEX)
                        && !Template.hasReference(rule.targetLabel())
                        && !Template.hasReference(rule.replacement());
    }

    /// As [Relabeler#apply].
    boolean apply(Map<String, String> labels) {
        switch (rule.action()) {
            case DROP -> {
                return !pattern.matches(source(labels));
            }
            case KEEP -> {
                return pattern.matches(source(labels));
            }
            case DROPEQUAL -> {
                return !source(labels).equals(labels.getOrDefault(rule.targetLabel(), ""));
            }
            case KEEPEQUAL -> {
                return source(labels).equals(labels.getOrDefault(rule.targetLabel(), ""));
            }
            case REPLACE -> replace(labels);
            case LOWERCASE ->
                    set(labels, rule.targetLabel(), source(labels).toLowerCase(Locale.ROOT));
            case UPPERCASE ->
                    set(labels, rule.targetLabel(), source(labels).toUpperCase(Locale.ROOT));
            case HASHMOD ->
                    set(
                            labels,
                            rule.targetLabel(),
                            Long.toUnsignedString(
                                    Long.remainderUnsigned(hash(source(labels)), rule.modulus())));
            case LABELMAP -> mapNames(labels);
            case LABELDROP -> labels.keySet().removeIf(pattern::matches);
            case LABELKEEP -> labels.keySet().removeIf(name -> !pattern.matches(name));
        }
        return true;
    }

    private void replace(Map<String, String> labels) {
        if (isConstant) {
            Matcher empty = pattern.matcher("");
            set(labels, target.expand(empty), replacement.expand(empty));
            return;
        }
        Matcher match = pattern.matcher(source(labels));
        if (match.matches()) {
            String name = target.expand(match);
            if (!name.isEmpty()) {
                set(labels, name, replacement.expand(match));
            }
        }
    }

    private void mapNames(Map<String, String> labels) {
        Map<String, String> mapped = new LinkedHashMap<>();
        labels.forEach((name, value) -> {
            Matcher match = pattern.matcher(name);
            if (match.matches()) {
                mapped.put(replacement.expand(match), value);
            }
        });
        mapped.forEach((name, value) -> set(labels, name, value));
    }

    private String source(Map<String, String> labels) {
        List<String> names = rule.sourceLabels();
        if (names.size() == 1) {
            return labels.getOrDefault(names.getFirst(), "");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : rule.separator())
                    .append(labels.getOrDefault(names.get(i), ""));
        }
        return text.toString();
    }

    private static void set(Map<String, String> labels, String name, String value) {
        if (value.isEmpty()) {
            labels.remove(name);
        } else if (!name.isEmpty()) {
            labels.put(name, value);
        }
    }

    /// The last eight bytes of the MD5, as Prometheus has it.
    private static long hash(String source) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            byte[] digest = md5.digest(source.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong(Long.BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("JVM has no MD5", e);
        }
    }
}
