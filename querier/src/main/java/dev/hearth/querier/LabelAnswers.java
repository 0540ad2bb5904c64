// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileType;
import dev.hearth.model.Tenants;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.querier.v1.SeriesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelNamesResponse;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.server.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Answers the questions about labels, message by message.
final class LabelAnswers {

    private static final Pattern LEGACY_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /// How far back types are looked for if the request has no times.
    private static final Duration RECENT = Duration.ofHours(1);

    private final Querier querier;
    private final Limits limits;
    private final InstantSource clock;

    LabelAnswers(Querier querier, Limits limits, InstantSource clock) {
        this.querier = querier;
        this.limits = limits;
        this.clock = clock;
    }

    private TimeRange range(Tenants tenants, long start, long end) throws StatusException {
        return TimeRange.of(start, end, limits.queries(tenants), clock.instant());
    }

    ProfileTypesResponse profileTypes(Tenants tenants, ProfileTypesRequest request)
            throws StatusException {
        Instant now = clock.instant();
        long start = request.getStart();
        long end = request.getEnd();
        if (start == 0 && end == 0) {
            start = now.minus(RECENT).toEpochMilli();
            end = now.toEpochMilli();
        }
        ProfileTypesResponse.Builder response = ProfileTypesResponse.newBuilder();
        if (end < 0) {
            return response.build(); // there was no profiling before 1970
        }
        for (ProfileType type : profileTypes(tenants, range(tenants, start, end))) {
            response.addProfileTypes(AnswerMessages.of(type));
        }
        return response.build();
    }

    /// The profile types of a range, in order of id.
    List<ProfileType> profileTypes(Tenants tenants, TimeRange range) throws StatusException {
        SeriesMatcher all = RequestReader.series(List.of());
        List<ProfileType> types = new ArrayList<>();
        for (String id : querier.labelValues(tenants, Labels.PROFILE_TYPE, all, range)) {
            types.add(RequestReader.profileType(id));
        }
        return types;
    }

    LabelNamesResponse names(Tenants tenants, LabelNamesRequest request, boolean allowUtf8)
            throws StatusException {
        TimeRange range = range(tenants, request.getStart(), request.getEnd());
        SeriesMatcher series = RequestReader.series(request.getMatchersList());
        LabelNamesResponse.Builder response = LabelNamesResponse.newBuilder();
        for (String name : querier.labelNames(tenants, series, range)) {
            if (allowUtf8 || LEGACY_NAME.matcher(name).matches()) {
                response.addNames(name);
            }
        }
        return response.build();
    }

    LabelValuesResponse values(Tenants tenants, LabelValuesRequest request) throws StatusException {
        if (request.getName().isEmpty()) {
            throw RequestReader.invalid("name is required");
        }
        TimeRange range = range(tenants, request.getStart(), request.getEnd());
        SeriesMatcher series = RequestReader.series(request.getMatchersList());
        return LabelValuesResponse.newBuilder()
                .addAllNames(querier.labelValues(tenants, request.getName(), series, range))
                .build();
    }

    SeriesResponse series(Tenants tenants, SeriesRequest request, boolean allowUtf8)
            throws StatusException {
        TimeRange range = range(tenants, request.getStart(), request.getEnd());
        SeriesMatcher series = RequestReader.series(request.getMatchersList());
        Set<Labels> sets = querier.labelSets(tenants, series, request.getLabelNamesList(), range);
        Set<Labels> shown = allowUtf8 ? sets : withLegacyNames(sets);
        SeriesResponse.Builder response = SeriesResponse.newBuilder();
        for (Labels labels : shown) {
            dev.hearth.proto.types.v1.Labels.Builder set = response.addLabelsSetBuilder();
            for (int i = 0; i < labels.size(); i++) {
                set.addLabels(AnswerMessages.pair(labels.name(i), labels.value(i)));
            }
        }
        return response.build();
    }

    /// The sets without the names that the client cannot take. What becomes equal is one set.
    private static Set<Labels> withLegacyNames(Set<Labels> sets) {
        Set<Labels> shown = new TreeSet<>();
        for (Labels labels : sets) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < labels.size(); i++) {
                if (LEGACY_NAME.matcher(labels.name(i)).matches()) {
                    names.add(labels.name(i));
                }
            }
            if (!names.isEmpty()) {
                shown.add(names.size() == labels.size() ? labels : labels.only(names));
            }
        }
        return shown;
    }
}
