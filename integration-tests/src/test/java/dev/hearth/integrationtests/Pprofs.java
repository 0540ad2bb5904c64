// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Small CPU profiles, written with the official classes.
final class Pprofs {

    private final Profile.Builder profile = Profile.newBuilder();
    private final List<String> strings = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();

    Pprofs(Instant time) {
        string("");
        ValueType cpu =
                ValueType.newBuilder()
                        .setType(string("cpu"))
                        .setUnit(string("nanoseconds"))
                        .build();
        profile.addSampleType(cpu).setPeriodType(cpu).setPeriod(10_000_000);
        profile.addMapping(Mapping.newBuilder().setId(1).setHasFunctions(true));
        profile.setTimeNanos(time.getEpochSecond() * 1_000_000_000L + time.getNano());
        profile.setDurationNanos(10_000_000_000L);
    }

    /// A profile of one sample.
    ///
    /// @param stack functions joined by `;`, the root first
    static byte[] of(Instant time, String stack, long value) {
        return new Pprofs(time).sample(stack, value).bytes();
    }

    /// Adds a sample, with labels given as `key, value, key, value`.
    Pprofs sample(String stack, long value, String... labels) {
        Sample.Builder sample = Sample.newBuilder().addValue(value);
        List<String> frames = List.of(stack.split(";", -1));
        for (String frame : frames.reversed()) {
            sample.addLocationId(function(frame));
        }
        for (int i = 0; i < labels.length; i += 2) {
            sample.addLabel(
                    Label.newBuilder().setKey(string(labels[i])).setStr(string(labels[i + 1])));
        }
        profile.addSample(sample);
        return this;
    }

    /// Names a function by a string that is not there.
    Pprofs badString() {
        profile.addFunction(Function.newBuilder().setId(99).setName(1_000_000));
        return this;
    }

    byte[] bytes() {
        return profile.build().toByteArray();
    }

    private long function(String name) {
        int known = functions.indexOf(name);
        if (known >= 0) {
            return known + 1L;
        }
        functions.add(name);
        long id = functions.size();
        profile.addFunction(Function.newBuilder().setId(id).setName(string(name)));
        profile.addLocation(
                Location.newBuilder()
                        .setId(id)
                        .setMappingId(1)
                        .addLine(Line.newBuilder().setFunctionId(id).setLine(1)));
        return id;
    }

    private long string(String text) {
        int known = strings.indexOf(text);
        if (known >= 0) {
            return known;
        }
        strings.add(text);
        profile.addStringTable(text);
        return strings.size() - 1L;
    }
}
