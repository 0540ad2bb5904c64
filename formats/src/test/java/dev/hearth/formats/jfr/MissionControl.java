// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/// What JDK Mission Control reads out of a recording.
final class MissionControl {

    private final Map<String, Map<String, Long>> stacks = new TreeMap<>();

    /// Reads a recording.
    MissionControl(byte[] recording) throws IOException {
        try {
            for (IItemIterable events :
                    JfrLoaderToolkit.loadEvents(new ByteArrayInputStream(recording))) {
                add(events);
            }
        } catch (CouldNotLoadRecordingException e) {
            throw new IOException(e);
        }
    }

    private void add(IItemIterable events) {
        IMemberAccessor<IMCStackTrace, IItem> trace =
                JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
        if (trace == null) {
            return;
        }
        Map<String, Long> counts =
                stacks.computeIfAbsent(events.getType().getIdentifier(), _ -> new TreeMap<>());
        for (IItem event : events) {
            IMCStackTrace stack = trace.getMember(event);
            if (stack != null) {
                counts.merge(folded(stack), 1L, Long::sum);
            }
        }
    }

    private static String folded(IMCStackTrace stack) {
        List<String> names = new ArrayList<>();
        for (IMCFrame frame : stack.getFrames()) {
            String type = frame.getMethod().getType().getFullName().replace('.', '/');
            byte[] name = type.getBytes(StandardCharsets.UTF_8);
            int end = SymbolNames.normalise(name, 0, name.length);
            names.addFirst(
                    new String(name, 0, end, StandardCharsets.UTF_8)
                            + "."
                            + frame.getMethod().getMethodName());
        }
        return String.join(";", names).replace('.', '/');
    }

    /// How many events of a type have a stack, by stack, `a/Main/main;a/Main/burn`: it does not
    /// tell `.` from `/`.
    Map<String, Long> stacks(String type) {
        return stacks.getOrDefault(type, Map.of());
    }
}
