// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/// Costs of functions of one profile type in a scratch file, in order of function, then hour. For
/// one thread.
final class CostRun implements Closeable, Comparable<CostRun> {

    private static final int BUFFER = 1 << 14;

    private final int type;
    private final DataInputStream in;
    private long left;
    private int function;
    private long hour;
    private long self;
    private long total;

    private CostRun(int type, DataInputStream in, long left) {
        this.type = type;
        this.in = in;
        this.left = left;
    }

    /// Writes costs; returns how many were not 0.
    ///
    /// @param hours by hour, for each function two numbers: by itself, and with what it called
    static long write(Path file, int functions, SortedMap<Long, long[]> hours) throws IOException {
        long count = 0;
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
            for (int i = 0; i < functions; i++) {
                for (Map.Entry<Long, long[]> each : hours.entrySet()) {
                    long[] costs = each.getValue();
                    if (costs[2 * i] != 0 || costs[2 * i + 1] != 0) {
                        out.writeInt(i);
                        out.writeLong(each.getKey());
                        out.writeLong(costs[2 * i]);
                        out.writeLong(costs[2 * i + 1]);
                        count++;
                    }
                }
            }
        }
        return count;
    }

    /// Opens a file in front of its first cost.
    ///
    /// @param type number of the profile type
    /// @param count costs in it
    static CostRun open(Path file, int type, long count) throws IOException {
        return new CostRun(
                type,
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)),
                count);
    }

    /// Goes to the next cost; false if there is none.
    boolean next() throws IOException {
        if (left == 0) {
            return false;
        }
        left--;
        function = in.readInt();
        hour = in.readLong();
        self = in.readLong();
        total = in.readLong();
        return true;
    }

    int type() {
        return type;
    }

    int function() {
        return function;
    }

    long hour() {
        return hour;
    }

    long self() {
        return self;
    }

    long total() {
        return total;
    }

    @Override
    public int compareTo(CostRun other) {
        int order = Integer.compare(function, other.function);
        if (order == 0) {
            order = Integer.compare(type, other.type);
        }
        return order != 0 ? order : Long.compare(hour, other.hour);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
