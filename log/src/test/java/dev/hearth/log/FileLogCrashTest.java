// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.CrashKind;
import dev.hearth.testing.Seeded;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Seeded.class)
final class FileLogCrashTest {

    @Test
    void theWorkloadItselfKeepsWhatIsPromised() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        LogWorkload workload = new LogWorkload(disk);

        workload.run();

        try (FileLog log = workload.open()) {
            workload.check(log);
        }
        assertThat(disk.steps()).isGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource(CrashKind.class)
    void keepsWhatIsPromisedAfterACrashInEveryStep(CrashKind kind) throws IOException {
        int seed = 0;
        for (long step = 0, last = 1; step < last; step++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed++));
            LogWorkload workload = crashIn(disk, step);
            last = disk.isOff() ? step + 2 : step;
            disk.start(kind);

            checkAndGoOn(workload);
        }
        assertThat(seed).isGreaterThan(60);
    }

    @RepeatedTest(8)
    void keepsWhatIsPromisedWhateverACrashLeaves(RandomGenerator random) throws IOException {
        for (long step = 0; step < 120; step++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
            LogWorkload workload = crashIn(disk, step);
            disk.start(CrashKind.KEEPS_SOME);

            checkAndGoOn(workload);
        }
    }

    @RepeatedTest(2)
    void survivesCrashesInEveryStepOfTwoRecoveries(RandomGenerator random) throws IOException {
        CrashKind[] kinds = CrashKind.values();
        for (long step = 0; step < 120; step++) {
            for (int recoveryStep = 0; recoveryStep < 8; recoveryStep++) {
                SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
                LogWorkload workload = crashIn(disk, step);
                for (int i = 0; i < 2; i++) {
                    disk.start(kinds[random.nextInt(kinds.length)]);
                    disk.crashAtStep(disk.steps() + recoveryStep);
                    openAndClose(workload);
                }
                disk.start(kinds[random.nextInt(kinds.length)]);

                checkAndGoOn(workload);
            }
        }
    }

    @RepeatedTest(20)
    void survivesCrashAfterCrash(RandomGenerator random) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
        LogWorkload workload = new LogWorkload(disk);
        CrashKind[] kinds = CrashKind.values();
        for (int i = 0; i < 30; i++) {
            disk.crashAtStep(disk.steps() + random.nextInt(40));
            try {
                workload.run();
            } catch (IOException e) {
                assertThat(disk.isOff()).isTrue();
            }
            disk.start(kinds[random.nextInt(kinds.length)]);
            try (FileLog log = workload.open()) {
                workload.check(log);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CrashKind.class)
    void whatWasReadAfterAKillSurvivesALaterCrash(CrashKind kind) throws IOException {
        for (long step = 0; step < 120; step++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(step));
            LogWorkload workload = crashIn(disk, step);
            disk.start(CrashKind.KEEPS_ALL);
            try (FileLog log = workload.open()) {
                workload.check(log);
            }
            disk.start(kind);

            checkAndGoOn(workload);
        }
    }

    private static LogWorkload crashIn(SimulatedDisk disk, long step) {
        disk.crashAtStep(step);
        LogWorkload workload = new LogWorkload(disk);
        try {
            workload.run();
        } catch (IOException e) {
            assertThat(disk.isOff()).isTrue();
        }
        return workload;
    }

    private static void openAndClose(LogWorkload workload) {
        try (FileLog log = workload.open()) {
            workload.check(log);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("power");
        }
    }

    private static void checkAndGoOn(LogWorkload workload) throws IOException {
        try (FileLog log = workload.open()) {
            workload.check(log);
            workload.append(log, 3);
            workload.check(log);
        }
        try (FileLog log = workload.open()) {
            workload.check(log);
        }
    }
}
