// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Puts pprof payloads together for tests: by default one mapping with functions, and a location
/// for each function.
public final class PprofPayload {

    public final Profile.Builder profile = Profile.newBuilder();
    private final Map<String, Integer> strings = new HashMap<>();
    private final Map<String, Long> locations = new HashMap<>();

    public PprofPayload() {
        string("");
    }

    /// A profile of CPU time, with its mapping.
    public static PprofPayload cpu() {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        payload.profile
                .setTimeNanos(1_700_000_000_000_000_000L)
                .setDurationNanos(10_000_000_000L)
                .setPeriod(10_000_000)
                .setPeriodType(payload.valueType("cpu", "nanoseconds"))
                .addMapping(
                        Mapping.newBuilder()
                                .setId(1)
                                .setMemoryStart(0x1000)
                                .setMemoryLimit(0x9000)
                                .setFilename(payload.string("/bin/app"))
                                .setBuildId(payload.string("abc"))
                                .setHasFunctions(true));
        return payload;
    }

    public PprofPayload type(String type, String unit) {
        profile.addSampleType(valueType(type, unit));
        return this;
    }

    public ValueType valueType(String type, String unit) {
        return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
    }

    /// Adds a sample.
    ///
    /// @param stack functions from root to leaf, divided by `;`
    public PprofPayload sample(String stack, long... values) {
        profile.addSample(stack(stack, values));
        return this;
    }

    /// Adds a sample with labels `name=value`.
    public PprofPayload labelled(String stack, String labels, long... values) {
        Sample.Builder sample = stack(stack, values);
        for (String label : labels.split(",", -1)) {
            String[] pair = label.split("=", 2);
            sample.addLabel(Label.newBuilder().setKey(string(pair[0])).setStr(string(pair[1])));
        }
        profile.addSample(sample);
        return this;
    }

    private Sample.Builder stack(String stack, long... values) {
        Sample.Builder sample = Sample.newBuilder();
        String[] names = stack.isEmpty() ? new String[0] : stack.split(";", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            sample.addLocationId(location(names[i]));
        }
        for (long value : values) {
            sample.addValue(value);
        }
        return sample;
    }

    public long location(String function) {
        Long known = locations.get(function);
        if (known != null) {
            return known;
        }
        long id = locations.size() + 1L;
        locations.put(function, id);
        profile.addFunction(
                Function.newBuilder()
                        .setId(id)
                        .setName(string(function))
                        .setSystemName(string(function))
                        .setFilename(string("main.c")));
        profile.addLocation(
                Location.newBuilder()
                        .setId(id)
                        .setMappingId(profile.getMappingCount() == 0 ? 0 : 1)
                        .setAddress(0x1000 + id)
                        .addLine(Line.newBuilder().setFunctionId(id).setLine(id)));
        return id;
    }

    public int string(String text) {
        Integer known = strings.get(text);
        if (known != null) {
            return known;
        }
        strings.put(text, strings.size());
        profile.addStringTable(text);
        return strings.size() - 1;
    }

    public byte[] bytes() {
        return profile.build().toByteArray();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
