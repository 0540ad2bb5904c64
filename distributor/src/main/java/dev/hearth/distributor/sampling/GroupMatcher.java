// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.sampling;

import dev.hearth.config.rules.UsageGroup;
import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// The usage groups of a tenant, ready for use. Immutable and safe for many threads.
public final class GroupMatcher {

    /// No groups.
    public static final GroupMatcher NONE = new GroupMatcher(List.of());

    private final List<Compiled> groups;

    private GroupMatcher(List<Compiled> groups) {
        this.groups = groups;
    }

    private record Compiled(UsageGroup group, List<Condition> conditions) {}

    /// Makes groups ready for use.
    public static GroupMatcher of(List<UsageGroup> groups) {
        if (groups.isEmpty()) {
            return NONE;
        }
        return new GroupMatcher(groups.stream().map(GroupMatcher::compile).toList());
    }

    private static Compiled compile(UsageGroup group) {
        return new Compiled(
                group, group.selector().matchers().stream().map(Condition::of).toList());
    }

    /// Whether there is none.
    public boolean isEmpty() {
        return groups.isEmpty();
    }

    /// The groups of a series: none, one or several. A group whose name needs a label that the
    /// series lacks is not among them.
    public List<GroupMember> match(Labels labels) {
        if (groups.isEmpty()) {
            return List.of();
        }
        List<GroupMember> found = new ArrayList<>();
        for (Compiled compiled : groups) {
            if (compiled.conditions.stream().allMatch(condition -> condition.holds(labels))) {
                String name = compiled.group.nameFor(labels);
                if (name != null) {
                    found.add(new GroupMember(compiled.group.name(), name));
                }
            }
        }
        return found;
    }
}
