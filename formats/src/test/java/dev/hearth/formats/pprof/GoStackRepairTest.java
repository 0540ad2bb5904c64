// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GoStackRepairTest {

    private static final PprofOptions GO = PprofOptions.ingest("gospy", Map.of(), null);

    /// Frames `f<from>` to `f<to>`, root first; `f0` is the program's root.
    private static String frames(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(i -> "f" + i)
                .collect(Collectors.joining(";"));
    }

    private static PprofPayload heap() {
        return new PprofPayload().type("inuse_objects", "count").type("inuse_space", "bytes");
    }

    @Test
    void givesACutStackTheRootThatOthersKnow() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample(frames(0, 40) + ";a", 1)
                        .sample(frames(0, 40) + ";b", 2)
                        .sample(frames(5, 60) + ";x;y;z;leaf", 4);

        assertThat(Shown.lines(Shown.decode(payload, GO)))
                .contains("cpu: " + frames(0, 60) + ";x;y;z;leaf 4");
    }

    @Test
    void goesOnFromOneDonorToTheNext() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample(frames(0, 40) + ";a", 1)
                        .sample(frames(0, 40) + ";b", 2)
                        .sample(frames(6, 69), 4)
                        .sample(frames(6, 68) + ";c", 8)
                        .sample(frames(12, 75), 16);

        assertThat(Shown.lines(Shown.decode(payload, GO)))
                .contains("cpu: " + frames(0, 75) + " 16", "cpu: " + frames(0, 69) + " 4");
    }

    @Test
    void needsTwoSamplesThatAgree() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu().sample(frames(0, 40) + ";a", 1).sample(frames(5, 68), 4);

        assertThat(Shown.lines(Shown.decode(payload, GO))).contains("cpu: " + frames(5, 68) + " 4");
    }

    @Test
    void leavesProfilesAloneThatAreNotDeepEnough() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample(frames(0, 40) + ";a", 1)
                        .sample(frames(0, 40) + ";b", 2)
                        .sample(frames(5, 40), 4);

        assertThat(Shown.lines(Shown.decode(payload, GO))).contains("cpu: " + frames(5, 40) + " 4");
    }

    @Test
    void leavesOtherLanguagesAlone() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample(frames(0, 40) + ";a", 1)
                        .sample(frames(0, 40) + ";b", 2)
                        .sample(frames(5, 68), 4);

        assertThat(Shown.lines(Shown.decode(payload, PprofOptions.ingest("nodespy", null, null))))
                .contains("cpu: " + frames(5, 68) + " 4");
    }

    @Test
    void repairsHeapProfilesAtTheirOwnDepth() throws MalformedProfileException {
        PprofPayload payload =
                heap().sample(frames(0, 25) + ";a", 1, 1)
                        .sample(frames(0, 25) + ";b", 1, 2)
                        .sample(frames(4, 33), 1, 4);

        assertThat(Shown.lines(Shown.decode(payload, GO)))
                .contains("inuse_space: " + frames(0, 33) + " 4");
    }

    @Test
    void leavesHeapProfilesAloneThatGoDeeperThanTheLimit() throws MalformedProfileException {
        PprofPayload payload =
                heap().sample(frames(0, 25) + ";a", 1, 1)
                        .sample(frames(0, 40), 1, 2)
                        .sample(frames(0, 25) + ";b", 1, 2)
                        .sample(frames(4, 33), 1, 4);

        assertThat(Shown.lines(Shown.decode(payload, GO)))
                .contains("inuse_space: " + frames(4, 33) + " 4");
    }

    @Test
    void leavesRecursionAlone() throws MalformedProfileException {
        String recursion = "r;".repeat(60) + "leaf";
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample("root;" + recursion, 1)
                        .sample("root;" + recursion + "2", 2)
                        .sample(frames(0, 40) + ";a", 1)
                        .sample(frames(0, 40) + ";b", 2)
                        .sample(frames(5, 68), 4);

        assertThat(Shown.lines(Shown.decode(payload, GO)))
                .contains("cpu: " + frames(5, 68) + " 4", "cpu: root;" + recursion + " 1");
    }

    @Test
    void doesNotGoRoundInACircle() throws MalformedProfileException {
        String cycle = frames(0, 19);
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample(cycle + ";" + cycle + ";" + cycle + ";a", 1)
                        .sample(cycle + ";" + cycle + ";" + cycle + ";b", 2)
                        .sample(frames(3, 19) + ";" + cycle + ";" + cycle + ";c;d;e", 4)
                        .sample(frames(3, 19) + ";" + cycle + ";" + cycle + ";c;d;f", 8);

        assertThat(Shown.totals(Shown.decode(payload, GO))).containsEntry("cpu", 15L);
    }
}
