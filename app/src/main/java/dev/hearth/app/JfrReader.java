// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.PprofAssembler.Column;
import dev.hearth.app.PprofAssembler.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/// Turns a recording that async-profiler made of this process into profiles, named as those of the
/// Pyroscope Java agent.
final class JfrReader {

    /// Kinds of frames whose class is a library, and no class.
    private static final Set<String> NATIVE = Set.of("Native", "C++", "Kernel");

    private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda[./$]?(0x)?[0-9a-f]*$");

    private static final Column CPU = new Column("cpu", "nanoseconds");
    private static final Column SPACE = new Column("space", "bytes");
    private static final Column CONTENTIONS = new Column("contentions", "count");
    private static final Column DELAY = new Column("delay", "nanoseconds");

    private final long samplingNanos;
    private final PprofAssembler cpu;
    private final PprofAssembler inTlab =
            new PprofAssembler(
                    List.of(
                            new Column("alloc_in_new_tlab_objects", "count"),
                            new Column("alloc_in_new_tlab_bytes", "bytes")),
                    SPACE,
                    1);
    private final PprofAssembler outsideTlab =
            new PprofAssembler(
                    List.of(
                            new Column("alloc_outside_tlab_objects", "count"),
                            new Column("alloc_outside_tlab_bytes", "bytes")),
                    SPACE,
                    1);
    private final PprofAssembler mutex =
            new PprofAssembler(List.of(CONTENTIONS, DELAY), new Column("mutex", "count"), 1);
    private final PprofAssembler block =
            new PprofAssembler(List.of(CONTENTIONS, DELAY), new Column("block", "count"), 1);

    private JfrReader(Duration sampling) {
        this.samplingNanos = sampling.toNanos();
        this.cpu = new PprofAssembler(List.of(CPU), CPU, samplingNanos);
    }

    /// Reads a recording.
    ///
    /// @param sampling CPU time between two samples
    /// @param start when the recording began
    /// @param length how long it took
    /// @return one profile for each kind of event that the recording holds
    /// @throws IOException if it is no recording
    static List<SelfProfile> read(Path recording, Duration sampling, Instant start, Duration length)
            throws IOException {
        JfrReader reader = new JfrReader(sampling);
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                reader.add(file.readEvent());
            }
        }
        return reader.profiles(start, length);
    }

    private void add(RecordedEvent event) {
        RecordedStackTrace trace = event.getStackTrace();
        if (trace == null) {
            return;
        }
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> cpu.add(stack(trace), samplingNanos);
            case "jdk.ObjectAllocationInNewTLAB" ->
                    inTlab.add(stack(trace), 1, event.getLong("tlabSize"));
            case "jdk.ObjectAllocationOutsideTLAB" ->
                    outsideTlab.add(stack(trace), 1, event.getLong("allocationSize"));
            case "jdk.JavaMonitorEnter" ->
                    mutex.add(stack(trace), 1, event.getDuration().toNanos());
            case "jdk.ThreadPark" -> block.add(stack(trace), 1, event.getDuration().toNanos());
            default -> {}
        }
    }

    private static List<Frame> stack(RecordedStackTrace trace) {
        List<Frame> stack = new ArrayList<>(trace.getFrames().size());
        for (RecordedFrame frame : trace.getFrames()) {
            stack.add(new Frame(name(frame), Math.max(0, frame.getLineNumber())));
        }
        return stack;
    }

    /// `java/lang/Thread.run` for a Java frame, `libc.so.6.clone3` for one of a library. The
    /// numbers that classes of lambdas carry differ from run to run and are left out.
    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        String method = frame.getMethod().getName();
        if (!NATIVE.contains(String.valueOf(frame.getType()))) {
            type = LAMBDA.matcher(type).replaceFirst("\\$\\$Lambda_").replace('.', '/');
        }
        return type.isEmpty() ? method : type + "." + method;
    }

    private List<SelfProfile> profiles(Instant start, Duration length) {
        long time = start.getEpochSecond() * 1_000_000_000L + start.getNano();
        List<SelfProfile> profiles = new ArrayList<>();
        put(profiles, "process_cpu", cpu, time, length);
        put(profiles, "memory", inTlab, time, length);
        put(profiles, "memory", outsideTlab, time, length);
        put(profiles, "mutex", mutex, time, length);
        put(profiles, "block", block, time, length);
        return profiles;
    }

    private static void put(
            List<SelfProfile> into,
            String name,
            PprofAssembler events,
            long time,
            Duration length) {
        if (!events.isEmpty()) {
            into.add(new SelfProfile(name, events.build(time, length.toNanos())));
        }
    }
}
