// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.google.v1.Sample;
import dev.hearth.proto.google.v1.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts a pprof profile together from events, each with a stack and its values. For one thread.
final class PprofAssembler {

    /// One frame of a stack.
    ///
    /// @param function name of the function
    /// @param line line number, 0 if unknown
    record Frame(String function, int line) {}

    /// What a column of values counts, and in what unit.
    record Column(String type, String unit) {}

    private final Profile.Builder profile = Profile.newBuilder();
    private final Map<String, Integer> strings = new HashMap<>();
    private final Map<String, Long> functions = new HashMap<>();
    private final Map<Frame, Long> locations = new HashMap<>();
    private final Map<List<Frame>, long[]> samples = new HashMap<>();
    private final int width;

    /// @param columns what the values of each event are
    /// @param period what is counted between two samples
    PprofAssembler(List<Column> columns, Column period, long periodValue) {
        this.width = columns.size();
        string("");
        for (Column column : columns) {
            profile.addSampleType(valueType(column));
        }
        profile.setPeriodType(valueType(period)).setPeriod(periodValue);
        profile.addMapping(Mapping.newBuilder().setId(1).setHasFunctions(true));
    }

    /// Adds an event.
    ///
    /// @param stack the leaf first
    /// @param values one for each column
    void add(List<Frame> stack, long... values) {
        long[] sums = samples.computeIfAbsent(stack, _ -> new long[width]);
        for (int i = 0; i < width; i++) {
            sums[i] += values[i];
        }
    }

    /// Whether no event was added.
    boolean isEmpty() {
        return samples.isEmpty();
    }

    /// The profile of what was added, over an interval.
    Profile build(long timeNanos, long durationNanos) {
        samples.forEach(this::addSample);
        return profile.setTimeNanos(timeNanos).setDurationNanos(durationNanos).build();
    }

    private void addSample(List<Frame> stack, long[] values) {
        Sample.Builder sample = Sample.newBuilder();
        for (Frame frame : stack) {
            sample.addLocationId(location(frame));
        }
        for (long value : values) {
            sample.addValue(value);
        }
        profile.addSample(sample);
    }

    private long location(Frame frame) {
        Long known = locations.get(frame);
        if (known != null) {
            return known;
        }
        long id = locations.size() + 1L;
        profile.addLocation(
                Location.newBuilder()
                        .setId(id)
                        .setMappingId(1)
                        .addLine(
                                Line.newBuilder()
                                        .setFunctionId(function(frame.function()))
                                        .setLine(frame.line())));
        locations.put(frame, id);
        return id;
    }

    private long function(String name) {
        Long known = functions.get(name);
        if (known != null) {
            return known;
        }
        long id = functions.size() + 1L;
        int text = string(name);
        profile.addFunction(Function.newBuilder().setId(id).setName(text).setSystemName(text));
        functions.put(name, id);
        return id;
    }

    private ValueType valueType(Column column) {
        return ValueType.newBuilder()
                .setType(string(column.type()))
                .setUnit(string(column.unit()))
                .build();
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, strings.size());
        if (known != null) {
            return known;
        }
        profile.addStringTable(text);
        return strings.size() - 1;
    }
}
