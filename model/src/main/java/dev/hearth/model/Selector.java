// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses series: those for which all matchers hold. Without matchers, all series.
///
/// @param matchers conditions, in the order in which they were written
public record Selector(List<LabelMatcher> matchers) {

    /// Takes every series.
    public static final Selector ALL = new Selector(List.of());

    /// Keeps a copy of the list.
    public Selector {
        matchers = List.copyOf(matchers);
    }

    /// Reads a selector in the syntax of Prometheus: `name{a="b",c=~"d.*"}`. A metric name becomes
    /// a matcher on [Labels#NAME].
    ///
    /// Patterns of `=~` and `!~` are not looked at.
    ///
    /// @throws IllegalArgumentException if `text` is not a selector; the message is for the client
    public static Selector parse(String text) {
        return new SelectorParser(text).parse();
    }

    /// Reads several selectors of which all must hold.
    ///
    /// @throws IllegalArgumentException if one is not a selector; the message is for the client
    public static Selector parseAll(Collection<String> texts) {
        List<LabelMatcher> all = new ArrayList<>();
        for (String text : texts) {
            all.addAll(parse(text).matchers());
        }
        return new Selector(all);
    }

    /// Returns the value that [Labels#NAME] must equal, or null if no matcher demands one.
    public @Nullable String metricName() {
        for (LabelMatcher matcher : matchers) {
            if (matcher.name().equals(Labels.NAME)
                    && matcher.operator() == LabelMatcher.Operator.EQUAL) {
                return matcher.value();
            }
        }
        return null;
    }

    /// Returns this selector with a profile type in place of the metric name as the condition on
    /// [Labels#PROFILE_TYPE] that it stands for: `memory:alloc_space:bytes::{a="b"}`. A name
    /// without a colon is the name of a profile, and stays.
    ///
    /// @throws IllegalArgumentException if the name has a colon and is no profile type; the message
    ///   is for the client
    public Selector typed() {
        String name = metricName();
        return name == null || name.indexOf(':') < 0
                ? this
                : without(Labels.NAME)
                        .with(
                                LabelMatcher.equal(
                                        Labels.PROFILE_TYPE, ProfileType.parse(name).id()));
    }

    /// Returns this selector without its conditions on a label.
    public Selector without(String name) {
        return new Selector(matchers.stream().filter(m -> !m.name().equals(name)).toList());
    }

    /// Returns this selector with one condition more.
    public Selector with(LabelMatcher matcher) {
        List<LabelMatcher> more = new ArrayList<>(matchers);
        more.add(matcher);
        return new Selector(more);
    }
}
