// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.model.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The decoder against other readers, on recordings of this very process.
final class RecordingsTest {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);

    private static final Map<String, String> COUNTED =
            Map.of(
                    "jdk.ObjectAllocationInNewTLAB", "alloc_in_new_tlab_objects",
                    "jdk.ObjectAllocationOutsideTLAB", "alloc_outside_tlab_objects",
                    "jdk.ObjectAllocationSample", "alloc_sample_objects",
                    "profiler.LiveObject", "live",
                    "profiler.Malloc", "malloc_objects");

    private static DecodedProfile decode(byte[] recording) throws Exception {
        return new JfrDecoder(UNLIMITED).decode(recording, new byte[0], 1_000_000_000);
    }

    private static Map<String, Long> stacks(DecodedProfile decoded, String name, String type) {
        Map<String, Long> stacks = new TreeMap<>();
        for (Profile profile : decoded.batch().profiles()) {
            if (profile.labels().getOrEmpty("__type__").equals(type)
                    && profile.labels().getOrEmpty("__name__").equals(name)) {
                Samples samples = profile.samples();
                for (int i = 0; i < samples.size(); i++) {
                    String stack = Shown.stack(decoded.batch(), samples.stacks()[i]);
                    stacks.merge(stack.replace('.', '/'), samples.values()[i], Long::sum);
                }
            }
        }
        return stacks;
    }

    private static void assertSameStacks(DecodedProfile decoded, MissionControl other) {
        assertThat(stacks(decoded, "process_cpu", "cpu"))
                .isNotEmpty()
                .isEqualTo(other.stacks("jdk.ExecutionSample"));
        assertThat(stacks(decoded, "mutex", "contentions"))
                .isEqualTo(other.stacks("jdk.JavaMonitorEnter"));
        assertThat(stacks(decoded, "block", "contentions"))
                .isEqualTo(other.stacks("jdk.ThreadPark"));
        COUNTED.forEach((event, type) ->
                assertThat(stacks(decoded, "memory", type))
                        .as(event)
                        .isEqualTo(other.stacks(event)));
    }

    @Test
    void readsWhatTheJdkRecordsAsMissionControlDoes(@TempDir Path folder) throws Exception {
        byte[] recording = new Recordings(folder).jdk();

        DecodedProfile decoded = decode(recording);

        assertSameStacks(decoded, new MissionControl(recording));
        assertThat(String.join("\n", Shown.lines(decoded)))
                .contains("Recordings.burn", "Recordings.allocate", "Recordings.contend")
                .contains("Recordings.park;");
        assertThat(ChunkHeader.read(recording, 0, recording.length).end())
                .as("there are several chunks")
                .isLessThan(recording.length);
    }

    @Test
    void addsUpWhatTheJdkRecordsAsItsOwnReaderDoes(@TempDir Path folder) throws Exception {
        byte[] recording = new Recordings(folder).jdk();
        long ticks = ChunkHeader.read(recording, 0, recording.length).ticksPerSecond();

        DecodedProfile decoded = decode(recording);

        Map<String, Long> sums = sums(folder.resolve("jdk.jfr"));
        Map<String, Long> totals = Shown.totals(decoded);
        for (String type :
                new String[] {
                    "alloc_in_new_tlab_bytes", "alloc_outside_tlab_bytes", "alloc_sample_bytes"
                }) {
            assertThat(totals.get(type)).as(type).isPositive().isEqualTo(sums.get(type));
        }
        double nanos = totals.getOrDefault("delay", 0L) * 1e9 / ticks;
        assertThat(nanos).isCloseTo(sums.getOrDefault("delay", 0L), Percentage.withPercentage(0.1));
    }

    private static Map<String, Long> sums(Path file) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.hasField("stackTrace") && event.getStackTrace() != null) {
                    add(event, sums);
                }
            }
        }
        return sums;
    }

    private static void add(RecordedEvent event, Map<String, Long> sums) {
        switch (event.getEventType().getName()) {
            case "jdk.ObjectAllocationInNewTLAB" ->
                    sums.merge("alloc_in_new_tlab_bytes", event.getLong("tlabSize"), Long::sum);
            case "jdk.ObjectAllocationOutsideTLAB" ->
                    sums.merge(
                            "alloc_outside_tlab_bytes", event.getLong("allocationSize"), Long::sum);
            case "jdk.ObjectAllocationSample" ->
                    sums.merge("alloc_sample_bytes", event.getLong("weight"), Long::sum);
            case "jdk.JavaMonitorEnter", "jdk.ThreadPark" ->
                    sums.merge("delay", event.getDuration().toNanos(), Long::sum);
            case "jdk.CPUTimeSample" ->
                    sums.merge("cpu", event.getDuration("samplingPeriod").toNanos(), Long::sum);
            default -> {}
        }
    }

    @Test
    void takesTheCpuTimeThatTheJdkSays(@TempDir Path folder) throws Exception {
        DecodedProfile decoded = decode(new Recordings(folder).cpuTime());

        Map<String, Long> sums = sums(folder.resolve("cpu-time.jfr"));
        assertThat(decoded.sampleTypes()).hasSize(1);
        assertThat((double) Shown.totals(decoded).getOrDefault("cpu", 0L))
                .isPositive()
                .isCloseTo(sums.getOrDefault("cpu", 0L), Percentage.withPercentage(0.1));
        assertThat(String.join("\n", Shown.lines(decoded))).contains("Recordings.burn");
    }

    @Test
    void readsWhatAsyncProfilerRecordsAsMissionControlDoes(@TempDir Path folder) throws Exception {
        byte[] recording =
                new Recordings(folder)
                        .asyncProfiler(
                                "event=ctimer,signal=40,interval=1ms,alloc=32k,live,lock=1us,nativemem=1k");

        DecodedProfile decoded = decode(recording);

        assertSameStacks(decoded, new MissionControl(recording));
        assertThat(decoded.batch().profiles())
                .allSatisfy(profile ->
                        assertThat(profile.labels().get("jfr_event")).isEqualTo("ctimer"));
        assertThat(String.join("\n", Shown.lines(decoded)))
                .contains("Recordings.burn", "Recordings.allocate", "malloc_objects ");
    }

    @Test
    void readsWallClockSamplesOfAsyncProfiler(@TempDir Path folder) throws Exception {
        byte[] recording = new Recordings(folder).asyncProfiler("event=wall,interval=2ms");
        Files.delete(folder.resolve("async.jfr"));

        DecodedProfile decoded = decode(recording);

        assertThat(decoded.sampleTypes())
                .extracting(type -> type.type())
                .containsExactlyInAnyOrder("cpu", "wall");
        Map<String, Long> totals = Shown.totals(decoded);
        assertThat(totals.get("wall")).isGreaterThan(totals.getOrDefault("cpu", 0L));
        assertThat(String.join("\n", Shown.lines(decoded)))
                .contains("cpu jfr_event=wall: ", "Recordings.burn");
    }
}
