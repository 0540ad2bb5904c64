// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// A tree as bytes, the wire's tree format: for each node the length of its name, the name, its
/// self value and the number of its children (the three numbers as varints), parents before
/// children, siblings in falling order of name. A tree without functions is no bytes at all.
public final class CallTreeBytes {

    private byte[] bytes = new byte[4096];
    private int size;

    private CallTreeBytes() {}

    /// Returns a tree as bytes.
    public static byte[] of(CallTree tree) {
        if (tree.size() == 1) {
            return new byte[0];
        }
        CallTreeBytes out = new CallTreeBytes();
        out.write(tree);
        return Arrays.copyOf(out.bytes, out.size);
    }

    private void write(CallTree tree) {
        int[] waiting = new int[tree.size()];
        int count = 1;
        while (count > 0) {
            int node = waiting[--count];
            int name = tree.name(node);
            int length = tree.strings().length(name);
            int offset = tree.strings().offset(name);
            varint(length);
            room(length);
            System.arraycopy(tree.strings().bytes(), offset, bytes, size, length);
            size += length;
            varint(tree.self(node));
            varint(tree.childEnd(node) - tree.childStart(node));
            for (int child = tree.childStart(node); child < tree.childEnd(node); child++) {
                waiting[count++] = child;
            }
        }
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void room(int length) {
        if (size + length > bytes.length) {
            long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, (int) Math.max(Math.addExact(size, length), doubled));
        }
    }
}
