// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.QueryLimits;
import dev.hearth.model.CallSite;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.ProfileType;
import dev.hearth.model.Selector;
import dev.hearth.proto.types.v1.Location;
import dev.hearth.proto.types.v1.StackTraceSelector;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Checks the parts of a request and turns them into what the engine takes. What a client got wrong
/// becomes `invalid_argument`.
final class RequestReader {

    /// The label of series of which sampling has left nothing but totals.
    private static final LabelMatcher HAS_STACKS =
            new LabelMatcher("__sampled__", LabelMatcher.Operator.NOT_EQUAL, "true");

    private RequestReader() {}

    static StatusException invalid(String message) {
        return new StatusException(Code.INVALID_ARGUMENT, message);
    }

    /// @param selectors selectors of which all must hold; none for all series
    static SeriesMatcher series(Collection<String> selectors) throws StatusException {
        try {
            return new SeriesMatcher(Selector.parseAll(selectors));
        } catch (IllegalArgumentException e) {
            throw invalid("invalid label selector: " + e.getMessage());
        }
    }

    /// Series of a type that have stacks.
    static SeriesMatcher series(ProfileType type, String selector) throws StatusException {
        return series(type, selector, false);
    }

    /// Series of a type.
    ///
    /// @param includesStripped whether those count of which there are only totals
    static SeriesMatcher series(ProfileType type, String selector, boolean includesStripped)
            throws StatusException {
        try {
            LabelMatcher ofType = LabelMatcher.equal(Labels.PROFILE_TYPE, type.id());
            Selector wanted = Selector.parse(selector).with(ofType);
            return new SeriesMatcher(includesStripped ? wanted : wanted.with(HAS_STACKS));
        } catch (IllegalArgumentException e) {
            throw invalid("invalid label selector: " + e.getMessage());
        }
    }

    /// Series that have stacks, of any type.
    static SeriesMatcher seriesWithStacks(String selector) throws StatusException {
        try {
            return new SeriesMatcher(Selector.parse(selector).with(HAS_STACKS));
        } catch (IllegalArgumentException e) {
            throw invalid("invalid label selector: " + e.getMessage());
        }
    }

    static ProfileType profileType(String id) throws StatusException {
        try {
            return ProfileType.parse(id);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /// The nodes that a graph may have.
    ///
    /// @param asked as the request says, 0 if it says nothing
    static long maxNodes(long asked, QueryLimits limits) throws StatusException {
        int most = limits.flamegraphNodesMax();
        if (asked < 0) {
            throw invalid(
                    "max flamegraph nodes limit must be set (max allowed %d)".formatted(most));
        }
        if (most > 0 && asked > most) {
            throw invalid(
                    "max flamegraph nodes limit %d is greater than allowed %d. To change it, set %s"
                            .formatted(asked, most, LimitFlags.MAX_FLAMEGRAPH_NODES_MAX));
        }
        if (asked > 0) {
            return asked;
        }
        int usual = limits.flamegraphNodesDefault();
        return usual > 0 ? usual : Long.MAX_VALUE;
    }

    /// Which samples count.
    ///
    /// @param spans span ids, 16 hex digits each
    /// @param traces trace ids, 32 hex digits each
    static SampleFilter samples(List<String> spans, List<String> traces) throws StatusException {
        if (!spans.isEmpty() && !traces.isEmpty()) {
            throw invalid("span_selector and trace_id_selector cannot be combined");
        }
        if (!spans.isEmpty()) {
            Set<Long> ids = new HashSet<>();
            for (String span : spans) {
                ids.add(Long.reverseBytes(number(span, 16, "span id")));
            }
            return new SampleFilter.Spans(ids);
        }
        if (!traces.isEmpty()) {
            Set<ProfileId> ids = new HashSet<>();
            for (String trace : traces) {
                ids.add(traceId(trace));
            }
            return new SampleFilter.Traces(ids);
        }
        return new SampleFilter.All();
    }

    private static ProfileId traceId(String text) throws StatusException {
        if (text.length() != 32) {
            throw invalid(
                    "trace id \"%s\" has %d characters (expected 32 hex digits)"
                            .formatted(text, text.length()));
        }
        long high = digits(text.substring(0, 16), text, "trace id");
        long low = digits(text.substring(16), text, "trace id");
        if (high == 0 && low == 0) {
            throw invalid("trace id is all zero (expected the id of a trace)");
        }
        return new ProfileId(high, low);
    }

    private static long number(String text, int length, String what) throws StatusException {
        if (text.length() != length) {
            throw invalid(
                    "%s \"%s\" has %d characters (expected %d hex digits)"
                            .formatted(what, text, text.length(), length));
        }
        long value = digits(text, text, what);
        if (value == 0) {
            throw invalid("%s is all zero (expected the id of a span)".formatted(what));
        }
        return value;
    }

    private static long digits(String part, String text, String what) throws StatusException {
        try {
            return HexFormat.fromHexDigitsToLong(part);
        } catch (IllegalArgumentException _) {
            throw invalid("%s \"%s\" is not hexadecimal (expected 0-9a-f)".formatted(what, text));
        }
    }

    /// @param ids UUIDs
    static Set<ProfileId> profiles(List<String> ids) throws StatusException {
        Set<ProfileId> profiles = new HashSet<>();
        for (String id : ids) {
            try {
                java.util.UUID uuid = java.util.UUID.fromString(id);
                profiles.add(
                        new ProfileId(
                                uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));
            } catch (IllegalArgumentException _) {
                throw invalid(
                        "profile id \"%s\" is not a UUID (expected 8-4-4-4-12 hex digits)"
                                .formatted(id));
            }
        }
        return profiles;
    }

    static CallSite callSite(StackTraceSelector selector) throws StatusException {
        if (selector.hasGoPgo()) {
            throw new StatusException(
                    Code.UNIMPLEMENTED,
                    "stack_trace_selector.go_pgo is not supported yet (expected call_site alone)");
        }
        return new CallSite(selector.getCallSiteList().stream().map(Location::getName).toList());
    }
}
