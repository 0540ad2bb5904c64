// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.dynatrace.hash4j.hashing.Hashing;

/// The hashes that placement rests on. All processes of a cluster must agree on them, so they never
/// change.
final class RingHash {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private RingHash() {}

    static long of(String text) {
        return Hashing.xxh3_64().hashStream().putString(text).getAsLong();
    }

    static long of(String first, String second) {
        return Hashing.xxh3_64().hashStream().putString(first).putString(second).getAsLong();
    }

    /// One well mixed number of two.
    static long mix(long first, long second) {
        return mix(first + GOLDEN * (second | 1) + Long.rotateLeft(second, 32));
    }

    /// The token of number `n` of what has the hash `seed`.
    static long token(long seed, int n) {
        return mix(seed + GOLDEN * (n + 1L));
    }

    /// The finisher of splitmix64: a bijection.
    private static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
