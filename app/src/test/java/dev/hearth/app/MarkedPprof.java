// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.time.Instant;
import java.util.Base64;

/// A profile that has a word in everything that can be named: functions, files, mappings, labels.
final class MarkedPprof {

    private final Profile.Builder profile = Profile.newBuilder().addStringTable("");
    private final String word;

    private MarkedPprof(String word) {
        this.word = word;
    }

    /// The body of a push by JSON.
    static String push(String word, String service, Instant time) {
        return """
        {"series":[{"labels":[{"name":"__name__","value":"process_cpu"},{"name":"service_name","value":"%s"},
        {"name":"%s_label","value":"%s of a series"}],"samples":[{"rawProfile":"%s"}]}]}
        """
                .formatted(
                        service,
                        word,
                        word,
                        Base64.getEncoder()
                                .encodeToString(new MarkedPprof(word).profile(time).toByteArray()));
    }

    private Profile profile(Instant time) {
        ValueType cpu =
                ValueType.newBuilder().setType(text("cpu")).setUnit(text("nanoseconds")).build();
        profile.addSampleType(cpu)
                .setPeriodType(cpu)
                .setPeriod(10_000_000)
                .setTimeNanos(time.getEpochSecond() * 1_000_000_000L)
                .setDurationNanos(10_000_000_000L);
        profile.addMapping(
                Mapping.newBuilder()
                        .setId(1)
                        .setMemoryStart(4096)
                        .setMemoryLimit(8192)
                        .setFilename(text(word + "/program"))
                        .setBuildId(text(word + "-build"))
                        .setHasFunctions(true));
        for (int id = 1; id <= 2; id++) {
            profile.addFunction(
                    Function.newBuilder()
                            .setId(id)
                            .setName(text("%s.function%d".formatted(word, id)))
                            .setSystemName(text("_Z%s%d".formatted(word, id)))
                            .setFilename(text("%s/%d.go".formatted(word, id))));
            profile.addLocation(
                    Location.newBuilder()
                            .setId(id)
                            .setMappingId(1)
                            .setAddress(4096 + id)
                            .addLine(Line.newBuilder().setFunctionId(id).setLine(7)));
        }
        profile.addSample(
                Sample.newBuilder()
                        .addLocationId(2)
                        .addLocationId(1)
                        .addValue(30_000_000)
                        .addLabel(
                                Label.newBuilder()
                                        .setKey(text(word + "_sample"))
                                        .setStr(text(word + " of a sample"))));
        return profile.build();
    }

    private long text(String text) {
        profile.addStringTable(text);
        return profile.getStringTableCount() - 1L;
    }
}
