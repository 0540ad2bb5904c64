// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.Shown;
import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.util.Map;
import java.util.TreeMap;

/// The rules of normalisation once more, over protobuf's own classes and without any care for
/// speed: what the real decoder is compared with.
///
/// @param isValid whether the profile must be accepted
/// @param totals positive totals by sample type
record NaivePprof(boolean isValid, Map<String, Long> totals) {

    static final NaivePprof INVALID = new NaivePprof(false, Map.of());

    static NaivePprof of(Profile profile) {
        if (profile.getSampleTypeCount() == 0
                || profile.getStringTableCount() == 0
                || !profile.getStringTable(0).isEmpty()
                || !namesStrings(profile)
                || !hasIds(profile)) {
            return INVALID;
        }
        long[] totals = new long[profile.getSampleTypeCount()];
        for (Sample sample : profile.getSampleList()) {
            if (sample.getValueCount() != totals.length
                    || sample.getLabelCount() > Shown.LIMITS.maxSampleLabels()) {
                return INVALID;
            }
            boolean isNegative = sample.getValueList().stream().anyMatch(value -> value < 0);
            for (int type = 0; type < totals.length && !isNegative; type++) {
                totals[type] += sample.getValue(type);
                if (totals[type] < 0) {
                    return INVALID;
                }
            }
        }
        return byType(profile, totals);
    }

    private static NaivePprof byType(Profile profile, long[] totals) {
        Map<String, Long> byType = new TreeMap<>();
        for (int type = 0; type < totals.length; type++) {
            String name = profile.getStringTable((int) profile.getSampleType(type).getType());
            if (name.contains("-")) {
                return INVALID;
            }
            if (totals[type] > 0) {
                byType.merge(name, totals[type], Long::sum);
            }
        }
        return new NaivePprof(true, byType);
    }

    private static boolean namesStrings(Profile profile) {
        boolean isValid = isType(profile, profile.getPeriodType());
        for (ValueType type : profile.getSampleTypeList()) {
            isValid &= isType(profile, type);
        }
        for (Function function : profile.getFunctionList()) {
            isValid &=
                    isString(profile, function.getName())
                            && isString(profile, function.getSystemName())
                            && isString(profile, function.getFilename());
        }
        for (Mapping mapping : profile.getMappingList()) {
            isValid &=
                    isString(profile, mapping.getFilename())
                            && isString(profile, mapping.getBuildId());
        }
        for (Sample sample : profile.getSampleList()) {
            for (Label label : sample.getLabelList()) {
                isValid &= isString(profile, label.getKey()) && isString(profile, label.getStr());
            }
        }
        return isValid;
    }

    private static boolean isType(Profile profile, ValueType type) {
        return isString(profile, type.getType()) && isString(profile, type.getUnit());
    }

    private static boolean isString(Profile profile, long index) {
        return index >= 0 && index < profile.getStringTableCount();
    }

    private static boolean hasIds(Profile profile) {
        long zeros = profile.getFunctionList().stream().filter(f -> f.getId() == 0).count();
        boolean areBelongings =
                zeros == profile.getFunctionCount() && zeros == profile.getLocationCount();
        return (zeros == 0 || areBelongings)
                && profile.getLocationList().stream()
                        .mapToLong(Location::getId)
                        .noneMatch(id -> id == 0);
    }
}
