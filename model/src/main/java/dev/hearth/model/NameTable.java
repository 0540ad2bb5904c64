// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects function names, each once. Some have a fixed id. For one thread.
final class NameTable {

    /// Id of the empty name.
    static final int EMPTY = 0;

    /// Id of `total`, which the root of a flame graph is called.
    static final int TOTAL = 1;

    /// Id of `other`, which stands for what was cut off.
    static final int OTHER = 2;

    private byte[] bytes = new byte[4096];
    private int[] ends = new int[128];
    private int size;
    private final IdTable ids = new IdTable(128);

    NameTable() {
        for (String name : new String[] {"", "total", "other"}) {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            add(utf8, 0, utf8.length);
        }
    }

    int add(StringTable from, int id) {
        return add(from.bytes(), from.offset(id), from.length(id));
    }

    int add(byte[] source, int offset, int length) {
        int hash = ByteHash.of(source, offset, length);
        int slot = ids.start(hash);
        for (int id = ids.id(slot, hash); id != -1; id = ids.id(slot, hash)) {
            if (id >= 0 && isName(id, source, offset, length)) {
                return id;
            }
            slot = ids.next(slot);
        }
        int start = size == 0 ? 0 : ends[size - 1];
        int end = Math.addExact(start, length);
        if (end > bytes.length) {
            long doubled = Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16);
            bytes = Arrays.copyOf(bytes, (int) Math.max(end, doubled));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        System.arraycopy(source, offset, bytes, start, length);
        ends[size] = end;
        ids.put(slot, hash, size);
        return size++;
    }

    private boolean isName(int id, byte[] source, int offset, int length) {
        int start = id == 0 ? 0 : ends[id - 1];
        return Arrays.equals(bytes, start, ends[id], source, offset, offset + length);
    }

    int size() {
        return size;
    }

    StringTable snapshot() {
        return new StringTable(bytes, ends, size);
    }
}
