// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.time.Duration;

/// A program that computes for a while, to be profiled.
public final class Busy {

    private static volatile long result;

    private Busy() {}

    /// Computes.
    public static void main(String[] arguments) {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            burnInJava();
        }
    }

    private static void burnInJava() {
        long sum = result;
        for (int i = 0; i < 1_000_000; i++) {
            sum += (sum * 31) ^ i;
        }
        result = sum;
    }
}
