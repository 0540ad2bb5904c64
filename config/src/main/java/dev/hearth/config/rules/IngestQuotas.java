// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.config.rules.IngestQuota.Group;
import dev.hearth.config.rules.IngestQuota.Period;
import dev.hearth.config.rules.IngestQuota.Sampling;
import dev.hearth.config.text.DurationText;
import dev.hearth.config.text.JsonText;
import dev.hearth.config.text.Structure;
import dev.hearth.config.text.YamlBlock;
import dev.hearth.config.text.YamlNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Quotas as YAML has them.
public final class IngestQuotas {

    /// Reads and writes them.
    public static final Structure<IngestQuota> STRUCTURE =
            new Structure<>(IngestQuotas::read, IngestQuotas::write);

    private static final long MEGABYTE = 1L << 20;
    private static final long MAX_MEGABYTES = Long.MAX_VALUE / MEGABYTE;

    private IngestQuotas() {}

    private static IngestQuota read(YamlNode node) {
        if (node instanceof YamlNode.Null || isEmpty(node)) {
            return IngestQuota.NONE;
        }
        YamlBlock block = new YamlBlock("the quota", node);
        IngestQuota quota =
                new IngestQuota(
                        period(block),
                        bytes(block),
                        Instant.ofEpochSecond(block.count("limit_reset_time")),
                        block.flag("limit_reached"),
                        sampling(block.node("sampling")),
                        groups(block.node("usage_groups")));
        block.end();
        return quota;
    }

    private static boolean isEmpty(YamlNode node) {
        return node instanceof YamlNode.Mapping(Map<String, YamlNode> entries, _)
                && entries.isEmpty();
    }

    private static Period period(YamlBlock block) {
        String name = block.text("period_type", "");
        return switch (name) {
            case "hour" -> Period.HOUR;
            case "day" -> Period.DAY;
            case "month" -> Period.MONTH;
            default -> throw block.wrong("period_type", name, "hour, day or month");
        };
    }

    private static long bytes(YamlBlock block) {
        long megabytes = block.count("period_limit_mb");
        if (megabytes > MAX_MEGABYTES) {
            throw block.wrong(
                    "period_limit_mb", Long.toString(megabytes), "at most " + MAX_MEGABYTES);
        }
        return megabytes * MEGABYTE;
    }

    private static Sampling sampling(@Nullable YamlNode node) {
        if (node == null) {
            return IngestQuota.NONE.sampling();
        }
        YamlBlock block = new YamlBlock("sampling", node);
        Sampling sampling = new Sampling(block.count("num_requests"), block.duration("period"));
        block.end();
        return sampling;
    }

    private static Map<String, Group> groups(@Nullable YamlNode node) {
        Map<String, Group> groups = new LinkedHashMap<>();
        if (node != null) {
            YamlBlock.entries("usage_groups", node)
                    .forEach((name, value) -> groups.put(name, group(name, value)));
        }
        return groups;
    }

    private static Group group(String name, YamlNode node) {
        YamlBlock block = new YamlBlock("usage group \"%s\"".formatted(name), node);
        Group group = new Group(bytes(block), block.flag("limit_reached"));
        block.end();
        return group;
    }

    private static String write(IngestQuota quota) {
        if (quota.equals(IngestQuota.NONE)) {
            return "{}";
        }
        JsonText groups = new JsonText();
        new TreeMap<>(quota.groups()).forEach((name, group) -> groups.raw(name, write(group)));
        return new JsonText()
                .text("period_type", quota.period().name().toLowerCase(Locale.ROOT))
                .raw("period_limit_mb", quota.limitBytes() / MEGABYTE)
                .raw("limit_reset_time", quota.resetTime().getEpochSecond())
                .raw("limit_reached", quota.reached())
                .raw("sampling", write(quota.sampling()))
                .raw("usage_groups", groups)
                .toString();
    }

    private static JsonText write(Sampling sampling) {
        return new JsonText()
                .raw("num_requests", sampling.requests())
                .text("period", DurationText.format(sampling.period()));
    }

    private static JsonText write(Group group) {
        return new JsonText()
                .raw("period_limit_mb", group.limitBytes() / MEGABYTE)
                .raw("limit_reached", group.reached());
    }
}
