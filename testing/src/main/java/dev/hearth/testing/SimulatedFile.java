// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What is behind the names of a file: its bytes as programs see them, and as the disk has them.
final class SimulatedFile {

    private static final int SECTOR = 512;

    private byte[] bytes = new byte[0];
    private int size;
    private byte[] durable = new byte[0];

    int size() {
        return size;
    }

    byte[] read(long offset, int length) {
        int from = (int) Math.min(offset, size);
        return Arrays.copyOfRange(bytes, from, (int) Math.min((long) from + length, size));
    }

    void append(byte[] more, int length) {
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
        System.arraycopy(more, 0, bytes, size, length);
        size += length;
    }

    void truncate(int length) {
        if (length < size) {
            Arrays.fill(bytes, length, size, (byte) 0);
            size = length;
        }
    }

    void force() {
        durable = Arrays.copyOf(bytes, size);
    }

    /// Becomes what a crash leaves: what was forced, or if `keepsSome` of what changed since then
    /// each sector, and the length, as it was or as it is.
    void crash(RandomGenerator random, boolean keepsSome) {
        int least = Math.min(size, durable.length);
        int most = Math.max(size, durable.length);
        int length = keepsSome ? random.nextInt(least, most + 1) : durable.length;
        byte[] written = Arrays.copyOf(bytes, size);
        byte[] left = new byte[length];
        for (int from = 0; from < length; from += SECTOR) {
            byte[] source = keepsSome && random.nextBoolean() ? written : durable;
            int to = Math.min(Math.min(from + SECTOR, length), source.length);
            if (from < to) {
                System.arraycopy(source, from, left, from, to - from);
            }
        }
        bytes = left;
        size = length;
        durable = left.clone();
    }
}
