// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rules of trees and flame graphs as plainly as they can be written: what the fast code is
/// compared with. Names have to be ASCII.
final class NaiveTree {

    final String name;
    long self;
    final Map<String, NaiveTree> children = new TreeMap<>();

    NaiveTree(String name) {
        this.name = name;
    }

    void add(List<String> frames, long value) {
        NaiveTree node = this;
        for (String frame : frames) {
            node = node.children.computeIfAbsent(frame, NaiveTree::new);
        }
        if (node != this && value > 0) {
            node.self += value;
        }
    }

    long total() {
        return self + children.values().stream().mapToLong(NaiveTree::total).sum();
    }

    private void collectTotals(List<Long> into) {
        for (NaiveTree child : children.values()) {
            into.add(child.total());
            child.collectTotals(into);
        }
    }

    private long least(long n) {
        List<Long> totals = new ArrayList<>();
        collectTotals(totals);
        totals.sort(Collections.reverseOrder());
        return n <= 0 || totals.size() <= n ? 0 : totals.get((int) n - 1);
    }

    /// The first pass of truncation, in place.
    NaiveTree truncate(long n) {
        cutBelow(least(n));
        return this;
    }

    private void cutBelow(long least) {
        long cut = 0;
        for (NaiveTree child : List.copyOf(children.values())) {
            if (child.total() < least && !child.name.equals("other")) {
                cut += child.total();
                children.remove(child.name);
            }
        }
        for (NaiveTree child : children.values()) {
            child.cutBelow(least);
        }
        if (cut > 0) {
            children.computeIfAbsent("other", NaiveTree::new).self += cut;
        }
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!children.isEmpty()) {
            write(out);
        }
        return out.toByteArray();
    }

    private void write(ByteArrayOutputStream out) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        varint(out, utf8.length);
        out.writeBytes(utf8);
        varint(out, self);
        varint(out, children.size());
        List<NaiveTree> reversed = new ArrayList<>(children.values());
        Collections.reverse(reversed);
        for (NaiveTree child : reversed) {
            child.write(out);
        }
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 127) {
            out.write((int) (rest % 128) + 128);
            rest /= 128;
        }
        out.write((int) rest);
    }

    /// One bar; each array has a number a side.
    private static final class Bar {
        final String name;
        final int row;
        final long[] x;
        final long[] total;
        final long[] self;

        Bar(String name, int row, long[] x, long[] total, long[] self) {
            this.name = name;
            this.row = row;
            this.x = x;
            this.total = total;
            this.self = self;
        }
    }

    /// A flame graph as text: names, then the rows.
    String draw(long n) {
        long least = least(n);
        List<Bar> bars = new ArrayList<>();
        Deque<Runnable> waiting = new ArrayDeque<>();
        long[] total = {total()};
        push(waiting, bars, this, new Bar("", 0, new long[1], total, new long[1]), least);
        while (!waiting.isEmpty()) {
            waiting.pop().run();
        }
        return text(bars, 1);
    }

    private static void push(
            Deque<Runnable> waiting, List<Bar> bars, NaiveTree node, Bar bar, long least) {
        waiting.push(() -> {
            bars.add(bar);
            long x = bar.x[0] + bar.self[0];
            long other = 0;
            for (NaiveTree child : node.children.values()) {
                long total = child.total();
                if (total < least || child.name.equals("other")) {
                    other += total;
                    continue;
                }
                long[] self = {child.self};
                long[] at = {x};
                long[] size = {total};
                Bar next = new Bar(child.name, bar.row + 1, at, size, self);
                push(waiting, bars, child, next, least);
                x += total;
            }
            if (other != 0) {
                long[] size = {other};
                long[] at = {x};
                Bar next = new Bar("other", bar.row + 1, at, size, size);
                push(waiting, bars, new NaiveTree("other"), next, least);
            }
        });
    }

    /// A diff as text: names, then the rows.
    static String drawDiff(NaiveTree left, NaiveTree right, long n) {
        List<Long> totals = new ArrayList<>();
        larger(left, right, totals);
        totals.sort(Collections.reverseOrder());
        long least = n > 0 && totals.size() > n ? totals.get((int) n - 1) : 0;
        List<Bar> bars = new ArrayList<>();
        Deque<Runnable> waiting = new ArrayDeque<>();
        long[] total = {left.total(), right.total()};
        Bar root = new Bar("", 0, new long[2], total, new long[2]);
        pushDiff(waiting, bars, left, right, root, least);
        while (!waiting.isEmpty()) {
            waiting.pop().run();
        }
        return text(bars, 2);
    }

    private static void larger(NaiveTree left, NaiveTree right, List<Long> into) {
        into.add(Math.max(left.total(), right.total()));
        for (String name : names(left, right)) {
            larger(child(left, name), child(right, name), into);
        }
    }

    private static Set<String> names(NaiveTree left, NaiveTree right) {
        Set<String> names = new TreeSet<>(left.children.keySet());
        names.addAll(right.children.keySet());
        return names;
    }

    private static NaiveTree child(NaiveTree node, String name) {
        return node.children.getOrDefault(name, new NaiveTree(name));
    }

    private static void pushDiff(
            Deque<Runnable> waiting,
            List<Bar> bars,
            NaiveTree left,
            NaiveTree right,
            Bar bar,
            long least) {
        waiting.push(() -> {
            bars.add(bar);
            long leftX = bar.x[0] + bar.self[0];
            long rightX = bar.x[1] + bar.self[1];
            long[] other = new long[2];
            for (String name : names(left, right)) {
                NaiveTree a = child(left, name);
                NaiveTree b = child(right, name);
                if (a.total() < least && b.total() < least) {
                    other[0] += a.total();
                    other[1] += b.total();
                    continue;
                }
                long[] total = {a.total(), b.total()};
                long[] self = {a.self, b.self};
                long[] at = {leftX, rightX};
                Bar next = new Bar(name, bar.row + 1, at, total, self);
                pushDiff(waiting, bars, a, b, next, least);
                leftX += total[0];
                rightX += total[1];
            }
            if (other[0] != 0 || other[1] != 0) {
                NaiveTree none = new NaiveTree("other");
                long[] at = {leftX, rightX};
                Bar next = new Bar("other", bar.row + 1, at, other, other);
                pushDiff(waiting, bars, none, none, next, least);
            }
        });
    }

    private static String text(List<Bar> bars, int sides) {
        List<String> names = new ArrayList<>();
        List<List<Bar>> rows = new ArrayList<>();
        for (Bar bar : bars) {
            String shown = bar.row == 0 ? "total" : bar.name;
            if (!names.contains(shown)) {
                names.add(shown);
            }
            if (rows.size() == bar.row) {
                rows.add(new ArrayList<>());
            }
            rows.get(bar.row).add(0, bar);
        }
        StringBuilder text = new StringBuilder(String.join(",", names));
        for (List<Bar> row : rows) {
            text.append('|');
            long[] end = new long[sides];
            for (Bar bar : row) {
                for (int side = 0; side < sides; side++) {
                    text.append(bar.x[side] - end[side]).append(' ');
                    text.append(bar.total[side]).append(' ').append(bar.self[side]).append(' ');
                    end[side] = bar.x[side] + bar.total[side];
                }
                text.append(names.indexOf(bar.row == 0 ? "total" : bar.name)).append(' ');
            }
        }
        return text.toString();
    }

    static String text(List<String> names, List<long[]> levels) {
        StringBuilder text = new StringBuilder(String.join(",", names));
        for (long[] level : levels) {
            text.append('|');
            for (long value : level) {
                text.append(value).append(' ');
            }
        }
        return text.toString();
    }
}
