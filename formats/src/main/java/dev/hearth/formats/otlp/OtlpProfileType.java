// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.pprof.PprofNames;
import java.util.List;

/// What a profile measures, and what that is called here.
///
/// - Samples counted at a period of CPU time (`samples:count` and `cpu:nanoseconds`) become CPU
///   time: their values are multiplied by the period, the name is `process_cpu`.
/// - `off_cpu:nanoseconds` without a period is `off_cpu`.
/// - Anything else is named by the type of its period, and if it has none, as a pprof with such a
///   sample type would be.
///
/// @param name the series' `__name__`
/// @param sampleType what a value counts
/// @param periodType what is counted between two samples; may be empty
/// @param periodUnit unit of the period; may be empty
/// @param scale what values are multiplied by
record OtlpProfileType(
        String name, SampleType sampleType, String periodType, String periodUnit, long scale) {

    static OtlpProfileType of(OtlpHeader header, OtlpDictionary dictionary)
            throws MalformedProfileException {
        if (!header.hasSampleType) {
            throw ProtoReader.malformed("sample type is missing");
        }
        String type = dictionary.text(header.type);
        String unit = dictionary.text(header.unit);
        String periodType = dictionary.text(header.periodType);
        String periodUnit = dictionary.text(header.periodUnit);
        if (type.indexOf('-') >= 0) {
            throw ProtoReader.malformed(
                    "sample type is \"%s\" (expected one without -)".formatted(type));
        }
        boolean hasPeriod = header.period != 0;
        String id =
                String.join(
                        ":", type, unit, hasPeriod ? periodType : "", hasPeriod ? periodUnit : "");
        SampleType sampleType = new SampleType(type, unit);
        return switch (id) {
            case "samples:count:cpu:nanoseconds" ->
                    new OtlpProfileType(
                            "process_cpu",
                            new SampleType("cpu", "nanoseconds"),
                            periodType,
                            periodUnit,
                            scale(header.period));
            case "off_cpu:nanoseconds::" ->
                    new OtlpProfileType("off_cpu", sampleType, periodType, periodUnit, 1);
            default ->
                    new OtlpProfileType(
                            hasPeriod && !periodType.isEmpty() ? periodType : nameOf(sampleType),
                            sampleType,
                            periodType,
                            periodUnit,
                            1);
        };
    }

    private static long scale(long period) throws MalformedProfileException {
        if (period < 0) {
            throw ProtoReader.malformed("period is %d (expected a positive one)".formatted(period));
        }
        return period;
    }

    private static String nameOf(SampleType type) {
        return PprofNames.metricName(List.of(type), null);
    }
}
