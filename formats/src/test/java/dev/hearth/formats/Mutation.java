// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Damages real inputs in the ways that find faults in decoders: bits, pieces, lengths.
final class Mutation {

    /// Numbers at which lengths, counts and ids go wrong.
    private static final long[] EDGES = {
        0, 1, 127, 128, 255, 256, 65535, 1 << 20, 0x7fffffffL, 0xffffffffL, 1L << 40, -1L
    };

    private static final int MAX_EDITS = 4;

    private final List<byte[]> seeds;
    private final RandomGenerator random;
    private final int maxLength;

    /// @param seeds real inputs, none empty
    /// @param maxLength bytes that no mutant exceeds
    Mutation(List<byte[]> seeds, int maxLength, RandomGenerator random) {
        this.seeds = List.copyOf(seeds);
        this.maxLength = maxLength;
        this.random = random;
    }

    /// Makes one damaged input.
    byte[] next() {
        byte[] bytes = seed().clone();
        for (int edits = random.nextInt(1, MAX_EDITS + 1); edits > 0; edits--) {
            bytes = bytes.length == 0 ? seed().clone() : edit(bytes);
        }
        return bytes.length <= maxLength ? bytes : Arrays.copyOf(bytes, maxLength);
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] edit(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> replace(bytes, at, pieceEnd(bytes, at), new byte[0]);
            case 2 -> repeat(bytes, at);
            case 3 -> splice(bytes, at);
            case 4 -> swap(bytes, at);
            case 5 -> replace(bytes, at, varintEnd(bytes, at), varint(edge()));
            case 6 -> number(bytes, at);
            case 7 -> replace(bytes, at, digitsEnd(bytes, at), digits());
            case 8 -> set(bytes, at, (byte) random.nextInt());
            case 9 -> set(bytes, at, (byte) (bytes[at] + random.nextInt(-2, 3)));
            default -> set(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
        };
    }

    private static byte[] set(byte[] bytes, int at, byte value) {
        bytes[at] = value;
        return bytes;
    }

    private int pieceEnd(byte[] bytes, int at) {
        int longest = random.nextInt(4) == 0 ? bytes.length : 16;
        return Math.min(bytes.length, at + random.nextInt(1, longest + 1));
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] piece) {
        byte[] made = new byte[bytes.length - (to - from) + piece.length];
        System.arraycopy(bytes, 0, made, 0, from);
        System.arraycopy(piece, 0, made, from, piece.length);
        System.arraycopy(bytes, to, made, from + piece.length, bytes.length - to);
        return made;
    }

    private byte[] repeat(byte[] bytes, int at) {
        int end = pieceEnd(bytes, at);
        int room = Math.max(0, (maxLength - bytes.length) / (end - at));
        int most = random.nextInt(8) == 0 ? room : Math.min(room, 8);
        int times = most == 0 ? 0 : random.nextInt(1, most + 1);
        byte[] piece = new byte[times * (end - at)];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = bytes[at + i % (end - at)];
        }
        return replace(bytes, at, at, piece);
    }

    private byte[] splice(byte[] bytes, int at) {
        byte[] other = seed();
        int from = random.nextInt(other.length);
        byte[] piece = Arrays.copyOfRange(other, from, pieceEnd(other, from));
        return replace(bytes, at, random.nextBoolean() ? at : pieceEnd(bytes, at), piece);
    }

    /// Exchanges two pieces of equal length.
    private byte[] swap(byte[] bytes, int at) {
        int other = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(1, 16), bytes.length - Math.max(at, other));
        byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
        System.arraycopy(bytes, other, bytes, at, length);
        System.arraycopy(piece, 0, bytes, other, length);
        return bytes;
    }

    private long edge() {
        return random.nextInt(3) == 0
                ? random.nextLong() >>> random.nextInt(64)
                : EDGES[random.nextInt(EDGES.length)];
    }

    private static int varintEnd(byte[] bytes, int at) {
        int end = at;
        while (end < bytes.length - 1 && end < at + 9 && bytes[end] < 0) {
            end++;
        }
        return end + 1;
    }

    private static byte[] varint(long value) {
        byte[] made = new byte[10];
        int size = 0;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            made[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        made[size++] = (byte) rest;
        return Arrays.copyOf(made, size);
    }

    /// Writes a number of a fixed width, either end first.
    private byte[] number(byte[] bytes, int at) {
        int width = 1 << random.nextInt(4);
        boolean isBig = random.nextBoolean();
        long value = edge();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * (isBig ? width - 1 - i : i)));
        }
        return bytes;
    }

    private static int digitsEnd(byte[] bytes, int at) {
        int end = at;
        while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
            end++;
        }
        return end;
    }

    private byte[] digits() {
        String text =
                switch (random.nextInt(4)) {
                    case 0 -> "-" + edge();
                    case 1 -> edge() + "e" + random.nextInt(400);
                    case 2 -> edge() + "." + edge();
                    default -> Long.toUnsignedString(edge());
                };
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
