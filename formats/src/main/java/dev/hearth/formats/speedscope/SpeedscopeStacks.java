// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import static dev.hearth.formats.speedscope.SpeedscopeDecoder.shortened;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.FrameStacks;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.internal.StackValues;
import dev.hearth.model.StackTable;

/// Turns samples and events of a file into values of stacks.
final class SpeedscopeStacks {

    private static final int UNKNOWN = -1;

    private final SpeedscopeFile file;
    private final FrameStacks stacks;

    /// For each frame of the file that of the stacks.
    private final IntColumn frames = new IntColumn();

    /// Frames that are open, as the file numbers them, and the stacks that they lead to.
    private final IntColumn open = new IntColumn();

    private final IntColumn openStacks = new IntColumn();

    SpeedscopeStacks(SpeedscopeFile file, FrameStacks stacks) {
        this.file = file;
        this.stacks = stacks;
        this.frames.fill(file.nameEnds.size, UNKNOWN);
    }

    /// Adds the values of a profile.
    ///
    /// @param factor what one unit of weight or time counts
    void read(SpeedscopeProfile profile, long factor, StackValues values)
            throws MalformedProfileException {
        switch (profile.identity().type()) {
            case "sampled" -> sampled(profile, factor, values);
            case "evented" -> evented(profile, factor, values);
            default ->
                    throw ProtoReader.malformed(
                            "profile \"%s\" has the type \"%s\" (expected sampled or evented)"
                                    .formatted(
                                            shortened(profile.identity().name()),
                                            shortened(profile.identity().type())));
        }
    }

    private void sampled(SpeedscopeProfile profile, long factor, StackValues values)
            throws MalformedProfileException {
        if (profile.samples().size() != profile.weights().size()) {
            throw ProtoReader.malformed(
                    "profile \"%s\" has %d samples and %d weights (expected as many)"
                            .formatted(
                                    shortened(profile.identity().name()),
                                    profile.samples().size(),
                                    profile.weights().size()));
        }
        int weight = profile.weights().from();
        for (int i = profile.samples().from(); i < profile.samples().to(); i++) {
            int stack = StackTable.ROOT;
            int from = IntColumn.start(file.sampleEnds, i);
            int to = file.sampleEnds.values[i];
            for (int k = from; k < to; k++) {
                stack = stacks.push(stack, k - from, frame(file.sampleFrames.values[k]));
            }
            values.add(
                    stack, value(Double.longBitsToDouble(file.weights.values[weight++]), factor));
        }
    }

    /// The time between two events belongs to the stack that is open between them. What is open
    /// after the last event has no end, and counts for nothing from there on.
    private void evented(SpeedscopeProfile profile, long factor, StackValues values)
            throws MalformedProfileException {
        open.size = 0;
        openStacks.size = 0;
        double last = profile.identity().startValue();
        for (int i = profile.events().from(); i < profile.events().to(); i++) {
            double at = Double.longBitsToDouble(file.eventTimes.values[i]);
            if (at < last) {
                throw ProtoReader.malformed(
                        "events are out of order: %s comes after %s".formatted(at, last));
            }
            if (open.size > 0) {
                values.add(openStacks.values[open.size - 1], value(at - last, factor));
            }
            change(file.eventKinds.values[i], file.eventFrames.values[i], at);
            last = at;
        }
    }

    private void change(int kind, int index, double at) throws MalformedProfileException {
        int frame = frame(index);
        switch (kind) {
            case SpeedscopeFile.OPEN -> {
                int depth = open.size;
                int parent = depth == 0 ? StackTable.ROOT : openStacks.values[depth - 1];
                open.add(index);
                openStacks.add(stacks.push(parent, depth, frame));
            }
            case SpeedscopeFile.CLOSE -> {
                if (open.size == 0 || open.values[open.size - 1] != index) {
                    throw ProtoReader.malformed(
                            "frame %d is closed at %s (expected the one that was opened last)"
                                    .formatted(index, at));
                }
                open.size--;
                openStacks.size--;
            }
            default ->
                    throw ProtoReader.malformed(
                            "the event at %s is of an unknown type (expected O or C)"
                                    .formatted(at));
        }
    }

    private int frame(int index) throws MalformedProfileException {
        if (index < 0 || index >= frames.size) {
            throw ProtoReader.malformed(
                    "a stack has a frame that is not there (expected an index below %d)"
                            .formatted(frames.size));
        }
        if (frames.values[index] == UNKNOWN) {
            int start = IntColumn.start(file.nameEnds, index);
            frames.values[index] = stacks.frame(file.names, start, file.nameEnds.values[index]);
        }
        return frames.values[index];
    }

    private static long value(double weight, long factor) throws MalformedProfileException {
        if (weight < 0) {
            throw ProtoReader.malformed("a weight is %s (expected at least 0)".formatted(weight));
        }
        long whole = (long) weight;
        if (whole == weight && whole <= Long.MAX_VALUE / factor) {
            return whole * factor;
        }
        double value = weight * factor;
        if (value >= Long.MAX_VALUE) {
            throw StackValues.tooMuch();
        }
        return Math.round(value);
    }
}
