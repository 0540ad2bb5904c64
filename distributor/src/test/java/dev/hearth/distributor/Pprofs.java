// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Builds small pprof payloads.
final class Pprofs {

    private final Profile.Builder profile = Profile.newBuilder();
    private final List<String> strings = new ArrayList<>(List.of(""));

    /// CPU nanoseconds with their period, of 2023-11-14T22:13:20Z.
    static Pprofs cpu() {
        return new Pprofs()
                .type("cpu", "nanoseconds")
                .period("cpu", "nanoseconds", 10_000_000)
                .time(1_700_000_000_000_000_000L);
    }

    Pprofs type(String type, String unit) {
        profile.addSampleType(valueType(type, unit));
        return this;
    }

    Pprofs period(String type, String unit, long period) {
        profile.setPeriodType(valueType(type, unit)).setPeriod(period);
        return this;
    }

    Pprofs time(long nanos) {
        profile.setTimeNanos(nanos);
        return this;
    }

    /// Adds a sample with the same value for every type; the leaf first.
    Pprofs sample(long value, String... frames) {
        Sample.Builder sample = Sample.newBuilder();
        for (String frame : frames) {
            sample.addLocationId(location(frame));
        }
        for (int i = 0; i < profile.getSampleTypeCount(); i++) {
            sample.addValue(value);
        }
        profile.addSample(sample);
        return this;
    }

    /// Gives the last sample a label.
    Pprofs label(String key, String value) {
        Sample.Builder last = profile.getSampleBuilder(profile.getSampleCount() - 1);
        last.addLabel(Label.newBuilder().setKey(string(key)).setStr(string(value)));
        return this;
    }

    Profile.Builder message() {
        return profile.clearStringTable().addAllStringTable(strings);
    }

    byte[] bytes() {
        return message().build().toByteArray();
    }

    byte[] gzip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private ValueType valueType(String type, String unit) {
        return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
    }

    private long location(String name) {
        int text = string(name);
        for (Function known : profile.getFunctionList()) {
            if (known.getName() == text) {
                return known.getId();
            }
        }
        long id = profile.getFunctionCount() + 1L;
        profile.addFunction(Function.newBuilder().setId(id).setName(text).setSystemName(text));
        profile.addLocation(
                Location.newBuilder().setId(id).addLine(Line.newBuilder().setFunctionId(id)));
        return id;
    }

    private int string(String text) {
        int known = strings.indexOf(text);
        if (known >= 0) {
            return known;
        }
        strings.add(text);
        return strings.size() - 1;
    }
}
