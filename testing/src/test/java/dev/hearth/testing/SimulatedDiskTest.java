// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest {

    private static final Path FOLDER = Path.of("/a");
    private static final Path FILE = FOLDER.resolve("f");

    private static SimulatedDisk disk(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(seed));
        disk.createDirectories(FOLDER);
        return disk;
    }

    private static ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 1);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void keepsWhatWasForcedAndNothingElse() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = disk.create(FILE);
        file.write(bytes(10));
        file.force();
        disk.forceDirectory(FOLDER);
        file.write(bytes(10));
        disk.create(FOLDER.resolve("g")).force();

        disk.start(CrashKind.KEEPS_NOTHING);

        assertThat(disk.list(FOLDER)).containsExactly("f");
        assertThat(disk.size(FILE)).isEqualTo(10);
    }

    @Test
    void aKilledProcessLosesNothingButMakesNothingDurable() throws IOException {
        SimulatedDisk disk = disk(1);
        disk.create(FILE).write(bytes(10));

        disk.start(CrashKind.KEEPS_ALL);
        assertThat(disk.size(FILE)).isEqualTo(10);

        disk.start(CrashKind.KEEPS_NOTHING);
        assertThat(disk.size(FILE)).isEqualTo(-1);
    }

    @Test
    void mayBringBackADeletedName() throws IOException {
        Set<Long> sizes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = disk(seed);
            disk.create(FILE).force();
            disk.forceDirectory(FOLDER);
            disk.delete(FILE);
            disk.start(CrashKind.KEEPS_SOME);
            sizes.add(disk.size(FILE));
        }

        assertThat(sizes).containsExactlyInAnyOrder(0L, -1L);
    }

    @Test
    void leavesHolesInWhatWasNotForced() throws IOException {
        Set<String> left = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            disk.forceDirectory(FOLDER);
            file.write(bytes(1_500));
            disk.start(CrashKind.KEEPS_SOME);
            byte[] bytes = disk.read(FILE);
            if (bytes.length > 1_024) {
                left.add("" + bytes[0] + bytes[512] + bytes[1_024]);
            }
        }

        assertThat(left).hasSize(8);
    }

    @Test
    void isOffFromTheCrashToTheStart() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = disk.create(FILE);
        disk.crashAtStep(disk.steps());

        assertThatThrownBy(() -> file.write(bytes(10))).isInstanceOf(CrashException.class);
        assertThatThrownBy(() -> disk.read(FILE)).hasMessage("power is off");

        disk.start(CrashKind.KEEPS_ALL);
        assertThat(disk.size(FILE)).isBetween(0L, 10L);
        assertThatThrownBy(() -> file.write(bytes(1)))
                .hasMessage("file was opened before the last start");
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = disk.create(FILE);
        disk.limitSpace(15);
        file.write(bytes(10));

        assertThatThrownBy(() -> file.write(bytes(10))).hasMessage("No space left on device");
        assertThat(disk.size(FILE)).isEqualTo(15);
    }
}
