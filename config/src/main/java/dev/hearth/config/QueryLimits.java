// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.time.Duration;
import java.util.List;

/// How far and how wide a tenant's queries may reach.
///
/// @param maxLength longest time range; zero is no limit
/// @param maxLookback how far back a query may reach, earlier starts are moved; zero is no limit
/// @param maxParallel queries that one querier works on at the same time; 0 is no limit
/// @param maxTime longest that a query may take; zero is no limit
/// @param maxBytes most bytes of the blocks that a query looks at; 0 is no limit
/// @param flamegraphNodesDefault nodes of a flame graph when the request does not say
/// @param flamegraphNodesMax most nodes that a request may ask for; 0 is no limit
/// @param flamegraphNodesOnMergeProfile whether the two above hold for `SelectMergeProfile` too
/// @param includeStripped whether time series count profiles without stacks
/// @param partialResponse whether an answer may lack what cannot be read, if the request does not
///   say
/// @param symbolizer whether and how addresses become functions
public record QueryLimits(
        Duration maxLength,
        Duration maxLookback,
        int maxParallel,
        Duration maxTime,
        long maxBytes,
        int flamegraphNodesDefault,
        int flamegraphNodesMax,
        boolean flamegraphNodesOnMergeProfile,
        boolean includeStripped,
        boolean partialResponse,
        SymbolizerLimits symbolizer) {

    static QueryLimits from(Settings settings) {
        return new QueryLimits(
                settings.get(LimitFlags.MAX_QUERY_LENGTH),
                settings.get(LimitFlags.MAX_QUERY_LOOKBACK),
                settings.get(LimitFlags.MAX_QUERY_PARALLELISM),
                settings.get(LimitFlags.MAX_QUERY_TIME),
                settings.get(LimitFlags.MAX_QUERY_BYTES_READ),
                settings.get(LimitFlags.MAX_FLAMEGRAPH_NODES_DEFAULT),
                settings.get(LimitFlags.MAX_FLAMEGRAPH_NODES_MAX),
                settings.get(LimitFlags.MAX_FLAMEGRAPH_NODES_ON_MERGE_PROFILE),
                settings.get(LimitFlags.INCLUDE_STRIPPED_PROFILES),
                settings.get(LimitFlags.PARTIAL_RESPONSE),
                SymbolizerLimits.from(settings));
    }

    /// What holds for all at once: of each number the smallest, where 0 is no limit; what one
    /// forbids is forbidden.
    ///
    /// @param all one or more
    static QueryLimits strictest(List<QueryLimits> all) {
        QueryLimits strictest = all.getFirst();
        for (QueryLimits limits : all.subList(1, all.size())) {
            strictest = strictest.and(limits);
        }
        return strictest;
    }

    private QueryLimits and(QueryLimits other) {
        return new QueryLimits(
                smaller(maxLength, other.maxLength),
                smaller(maxLookback, other.maxLookback),
                (int) smaller(maxParallel, other.maxParallel),
                smaller(maxTime, other.maxTime),
                smaller(maxBytes, other.maxBytes),
                (int) smaller(flamegraphNodesDefault, other.flamegraphNodesDefault),
                (int) smaller(flamegraphNodesMax, other.flamegraphNodesMax),
                flamegraphNodesOnMergeProfile || other.flamegraphNodesOnMergeProfile,
                includeStripped && other.includeStripped,
                partialResponse && other.partialResponse,
                symbolizer.and(other.symbolizer));
    }

    private static Duration smaller(Duration one, Duration other) {
        boolean takesOther = one.isZero() || (!other.isZero() && other.compareTo(one) < 0);
        return takesOther ? other : one;
    }

    /// The smaller of two limits, where 0 or less is none.
    static long smaller(long one, long other) {
        if (one <= 0 || other <= 0) {
            return Math.max(Math.max(one, other), 0);
        }
        return Math.min(one, other);
    }
}
