// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceRequest;
import dev.hearth.proto.otlp.common.v1.AnyValue;
import dev.hearth.proto.otlp.profiles.v1development.Function;
import dev.hearth.proto.otlp.profiles.v1development.KeyValueAndUnit;
import dev.hearth.proto.otlp.profiles.v1development.Line;
import dev.hearth.proto.otlp.profiles.v1development.Link;
import dev.hearth.proto.otlp.profiles.v1development.Location;
import dev.hearth.proto.otlp.profiles.v1development.Mapping;
import dev.hearth.proto.otlp.profiles.v1development.ProfilesDictionary;
import dev.hearth.proto.otlp.profiles.v1development.Sample;
import dev.hearth.proto.otlp.profiles.v1development.ScopeProfiles;
import dev.hearth.proto.otlp.profiles.v1development.Stack;
import dev.hearth.proto.otlp.profiles.v1development.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts profiles of the [Fleet] into one OTLP request, each under a resource of its own, with what
/// they share once in the dictionary.
final class OtlpRequests {

    private static final long TIME = 1_700_000_000_000_000_000L;
    private static final int THREADS = 8;

    /// Most timestamps of a sample.
    private static final long MOST_TIMES = 5;

    private final boolean isTimed;
    private final ExportProfilesServiceRequest.Builder request =
            ExportProfilesServiceRequest.newBuilder();
    private final ProfilesDictionary.Builder dictionary =
            ProfilesDictionary.newBuilder()
                    .addMappingTable(Mapping.getDefaultInstance())
                    .addLocationTable(Location.getDefaultInstance())
                    .addFunctionTable(Function.getDefaultInstance())
                    .addLinkTable(Link.getDefaultInstance())
                    .addStringTable("")
                    .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
                    .addStackTable(Stack.getDefaultInstance());
    private final Map<String, Integer> strings = new HashMap<>(Map.of("", 0));
    private final Map<Integer, Integer> functions = new HashMap<>();
    private final Map<List<Integer>, Integer> stacks = new HashMap<>();

    /// @param isTimed whether samples come as timestamps
    OtlpRequests(boolean isTimed) {
        this.isTimed = isTimed;
        dictionary.addMappingTable(
                Mapping.newBuilder()
                        .setMemoryStart(0x400000)
                        .setMemoryLimit(0x1400000)
                        .setFilenameStrindex(string("/usr/local/bin/service")));
        for (int i = 0; i < THREADS; i++) {
            dictionary.addAttributeTable(
                    KeyValueAndUnit.newBuilder()
                            .setKeyStrindex(string("thread.id"))
                            .setValue(AnyValue.newBuilder().setIntValue(1000 + i)));
        }
    }

    /// Adds a profile, counted in samples.
    void add(Profile pprof) {
        dev.hearth.proto.otlp.profiles.v1development.Profile.Builder profile =
                dev.hearth.proto.otlp.profiles.v1development.Profile.newBuilder()
                        .setSampleType(type("samples", "count"))
                        .setPeriodType(type("cpu", "nanoseconds"))
                        .setPeriod(10_000_000)
                        .setTimeUnixNano(TIME)
                        .setDurationNano(15_000_000_000L);
        for (dev.hearth.proto.google.v1.Sample from : pprof.getSampleList()) {
            Sample.Builder sample =
                    Sample.newBuilder()
                            .setStackIndex(stack(pprof, from))
                            .addAttributeIndices(1 + profile.getSamplesCount() % THREADS);
            if (isTimed) {
                for (long i = Math.min(MOST_TIMES, from.getValue(0)); i > 0; i--) {
                    sample.addTimestampsUnixNano(TIME + i * 10_000_000);
                }
            } else {
                sample.addValues(from.getValue(0));
            }
            profile.addSamples(sample);
        }
        request.addResourceProfilesBuilder()
                .addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile));
    }

    private ValueType.Builder type(String type, String unit) {
        return ValueType.newBuilder().setTypeStrindex(string(type)).setUnitStrindex(string(unit));
    }

    private int stack(Profile pprof, dev.hearth.proto.google.v1.Sample sample) {
        List<Integer> locations = new ArrayList<>(sample.getLocationIdCount());
        for (long id : sample.getLocationIdList()) {
            locations.add(location(pprof, Math.toIntExact(id) - 1));
        }
        Integer known = stacks.putIfAbsent(locations, dictionary.getStackTableCount());
        if (known != null) {
            return known;
        }
        dictionary.addStackTable(Stack.newBuilder().addAllLocationIndices(locations));
        return dictionary.getStackTableCount() - 1;
    }

    /// Functions and locations go one with the other, by the function's name.
    private int location(Profile pprof, int row) {
        dev.hearth.proto.google.v1.Function from = pprof.getFunction(row);
        int name = string(pprof.getStringTable(Math.toIntExact(from.getName())));
        Integer known = functions.putIfAbsent(name, dictionary.getLocationTableCount());
        if (known != null) {
            return known;
        }
        dictionary.addFunctionTable(
                Function.newBuilder()
                        .setNameStrindex(name)
                        .setSystemNameStrindex(name)
                        .setFilenameStrindex(
                                string(pprof.getStringTable(Math.toIntExact(from.getFilename()))))
                        .setStartLine(from.getStartLine()));
        dictionary.addLocationTable(
                Location.newBuilder()
                        .setMappingIndex(1)
                        .setAddress(pprof.getLocation(row).getAddress())
                        .addLines(
                                Line.newBuilder()
                                        .setFunctionIndex(dictionary.getFunctionTableCount() - 1)
                                        .setLine(from.getStartLine() + 7)));
        return dictionary.getLocationTableCount() - 1;
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, dictionary.getStringTableCount());
        if (known != null) {
            return known;
        }
        dictionary.addStringTable(text);
        return dictionary.getStringTableCount() - 1;
    }

    byte[] bytes() {
        return request.setDictionary(dictionary).build().toByteArray();
    }
}
