// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import dev.hearth.model.CallSite;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.ProfileId;
import dev.hearth.proto.hearth.internal.v1.HidingRule;
import dev.hearth.proto.hearth.internal.v1.Matcher;
import dev.hearth.proto.hearth.internal.v1.Matcher.Operator;
import dev.hearth.proto.hearth.internal.v1.Selector;
import dev.hearth.proto.hearth.internal.v1.Spans;
import dev.hearth.proto.hearth.internal.v1.Traces;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingRules;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.TimeRanges;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What questions are about, as messages. What does not make sense is an
/// [IllegalArgumentException].
final class SelectionCodec {

    private static final int ID_BYTES = 16;

    private SelectionCodec() {}

    static dev.hearth.proto.hearth.internal.v1.Selection encode(Selection selection) {
        dev.hearth.proto.hearth.internal.v1.Selection.Builder message =
                dev.hearth.proto.hearth.internal.v1.Selection.newBuilder()
                        .setSeries(encode(selection.series()))
                        .setStartNanos(selection.startNanos())
                        .setEndNanos(selection.endNanos())
                        .addAllCallSite(selection.callSite().functions());
        selection.profiles().forEach(id -> message.addProfiles(encode(id)));
        switch (selection.samples()) {
            case SampleFilter.All _ -> {}
            case SampleFilter.Spans(Set<Long> ids) ->
                    message.setSpans(Spans.newBuilder().addAllIds(ids));
            case SampleFilter.Traces(Set<ProfileId> ids) -> {
                Traces.Builder traces = Traces.newBuilder();
                ids.forEach(id -> traces.addIds(encode(id)));
                message.setTraces(traces);
            }
        }
        return message.build();
    }

    static Selection decode(dev.hearth.proto.hearth.internal.v1.Selection message) {
        SampleFilter samples =
                switch (message.getSamplesCase()) {
                    case SPANS ->
                            new SampleFilter.Spans(Set.copyOf(message.getSpans().getIdsList()));
                    case TRACES -> new SampleFilter.Traces(ids(message.getTraces().getIdsList()));
                    case SAMPLES_NOT_SET -> new SampleFilter.All();
                };
        return new Selection(
                decode(message.getSeries()),
                message.getStartNanos(),
                message.getEndNanos(),
                ids(message.getProfilesList()),
                samples,
                new CallSite(message.getCallSiteList()));
    }

    static Selector encode(SeriesMatcher series) {
        Selector.Builder message = Selector.newBuilder();
        for (LabelMatcher matcher : series.selector().matchers()) {
            Operator operator =
                    switch (matcher.operator()) {
                        case EQUAL -> Operator.OPERATOR_EQUAL;
                        case NOT_EQUAL -> Operator.OPERATOR_NOT_EQUAL;
                        case MATCHES -> Operator.OPERATOR_MATCHES;
                        case MATCHES_NOT -> Operator.OPERATOR_MATCHES_NOT;
                    };
            message.addMatchers(
                    Matcher.newBuilder()
                            .setName(matcher.name())
                            .setOperator(operator)
                            .setValue(matcher.value()));
        }
        return message.build();
    }

    static SeriesMatcher decode(Selector message) {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (Matcher matcher : message.getMatchersList()) {
            LabelMatcher.Operator operator =
                    switch (matcher.getOperator()) {
                        case OPERATOR_EQUAL -> LabelMatcher.Operator.EQUAL;
                        case OPERATOR_NOT_EQUAL -> LabelMatcher.Operator.NOT_EQUAL;
                        case OPERATOR_MATCHES -> LabelMatcher.Operator.MATCHES;
                        case OPERATOR_MATCHES_NOT -> LabelMatcher.Operator.MATCHES_NOT;
                        case OPERATOR_UNSPECIFIED, UNRECOGNIZED ->
                                throw new IllegalArgumentException(
                                        "operator of a matcher is %d"
                                                .formatted(matcher.getOperatorValue()));
                    };
            matchers.add(new LabelMatcher(matcher.getName(), operator, matcher.getValue()));
        }
        return new SeriesMatcher(new dev.hearth.model.Selector(matchers));
    }

    static List<dev.hearth.proto.hearth.internal.v1.HidingRules> encode(HiddenTimes hidden) {
        List<dev.hearth.proto.hearth.internal.v1.HidingRules> all = new ArrayList<>();
        for (HidingRules rules : HidingRules.of(hidden)) {
            dev.hearth.proto.hearth.internal.v1.HidingRules.Builder message =
                    dev.hearth.proto.hearth.internal.v1.HidingRules.newBuilder()
                            .setIsFirstOnly(rules.isFirstOnly());
            for (HidingRules.Rule rule : rules.rules()) {
                HidingRule.Builder one = HidingRule.newBuilder().setSeries(encode(rule.series()));
                message.addRules(one.addAllTimes(encode(rule.times())));
            }
            all.add(message.build());
        }
        return all;
    }

    static HiddenTimes decode(List<dev.hearth.proto.hearth.internal.v1.HidingRules> messages) {
        List<HiddenTimes> all = new ArrayList<>();
        for (dev.hearth.proto.hearth.internal.v1.HidingRules message : messages) {
            List<HidingRules.Rule> rules = new ArrayList<>();
            for (HidingRule rule : message.getRulesList()) {
                rules.add(
                        new HidingRules.Rule(decode(rule.getSeries()), times(rule.getTimesList())));
            }
            all.add(new HidingRules(rules, message.getIsFirstOnly()));
        }
        return HiddenTimes.union(all);
    }

    /// Start and end of each range, in turns.
    static List<Long> encode(TimeRanges times) {
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            ends.add(times.start(i));
            ends.add(times.end(i));
        }
        return ends;
    }

    static TimeRanges times(List<Long> ends) {
        if (ends.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    "times are %d (expected pairs)".formatted(ends.size()));
        }
        List<TimeRanges> ranges = new ArrayList<>();
        for (int i = 0; i < ends.size(); i += 2) {
            ranges.add(TimeRanges.of(ends.get(i), ends.get(i + 1)));
        }
        return TimeRanges.union(ranges);
    }

    private static ByteString encode(ProfileId id) {
        ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES).putLong(id.high()).putLong(id.low());
        return ByteString.copyFrom(bytes.flip());
    }

    private static Set<ProfileId> ids(List<ByteString> all) {
        Set<ProfileId> ids = new HashSet<>();
        for (ByteString bytes : all) {
            if (bytes.size() != ID_BYTES) {
                throw new IllegalArgumentException(
                        "id has %d bytes (expected %d)".formatted(bytes.size(), ID_BYTES));
            }
            ByteBuffer id = bytes.asReadOnlyByteBuffer();
            ids.add(new ProfileId(id.getLong(), id.getLong()));
        }
        return ids;
    }
}
