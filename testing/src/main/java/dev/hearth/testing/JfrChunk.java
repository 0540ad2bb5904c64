// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One chunk of a JFR recording, made by hand: types, constants and events as a test wants them,
/// also wrong ones.
///
/// A field is written `name:type`, with `*` behind it if it is a constant of that type and `[]` if
/// it is an array. [#javaTypes] has what real recordings have.
public final class JfrChunk {

    /// When a chunk was begun: nanoseconds since the epoch.
    public static final long START_NANOS = 1_700_000_000_123_456_789L;

    /// What chunks say of their clock.
    public static final long TICKS_PER_SECOND = 2_000_000_000L;

    private static final int HEADER = 68;
    private static final int UTF_8 = 3;

    private final boolean isCompressed;
    private final Map<String, Integer> typeIds = new LinkedHashMap<>();
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> annotations = new LinkedHashMap<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private final Map<String, Long> symbols = new LinkedHashMap<>();
    private final Map<String, Long> classes = new LinkedHashMap<>();
    private final Map<String, Long> methods = new LinkedHashMap<>();
    private long nextStack = 1;

    /// A chunk without types.
    ///
    /// @param isCompressed whether numbers are in compressed form
    public JfrChunk(boolean isCompressed) {
        this.isCompressed = isCompressed;
    }

    /// Constants of one checkpoint event: entries by type, each its id and its content.
    private static final class Checkpoint {
        final Map<String, ByteArrayOutputStream> pools = new LinkedHashMap<>();
        final Map<String, Integer> counts = new LinkedHashMap<>();
    }

    /// A chunk with the types that stacks are made of, and thread states 1 runnable, 2 sleeping, 3
    /// default.
    public static JfrChunk javaTypes(boolean isCompressed) {
        JfrChunk chunk = new JfrChunk(isCompressed);
        for (String primitive :
                new String[] {
                    "boolean", "byte", "char", "short", "int", "long", "float", "double"
                }) {
            chunk.type(primitive);
        }
        chunk.type("java.lang.String");
        chunk.type("java.lang.Class", "name:jdk.types.Symbol*", "modifiers:int");
        chunk.type("jdk.types.Symbol", "string:java.lang.String");
        chunk.type(
                "jdk.types.Method",
                "type:java.lang.Class*",
                "name:jdk.types.Symbol*",
                "modifiers:int",
                "hidden:boolean");
        chunk.type("jdk.types.StackFrame", "method:jdk.types.Method*", "lineNumber:int", "b:int");
        chunk.type("jdk.types.StackTrace", "truncated:boolean", "frames:jdk.types.StackFrame[]");
        chunk.type("jdk.types.ThreadState", "name:java.lang.String");
        chunk.constant("jdk.types.ThreadState", 1, "STATE_RUNNABLE");
        chunk.constant("jdk.types.ThreadState", 2, "STATE_SLEEPING");
        chunk.constant("jdk.types.ThreadState", 3, "STATE_DEFAULT");
        return chunk;
    }

    /// As [#javaTypes], with the sample that most recordings have: `startTime`, `stackTrace`,
    /// `state` and `contextId`.
    public static JfrChunk executionSamples() {
        return javaTypes(true)
                .type(
                        "jdk.ExecutionSample",
                        "startTime:long",
                        "stackTrace:jdk.types.StackTrace*",
                        "state:jdk.types.ThreadState*",
                        "contextId:long");
    }

    /// Adds a type.
    public JfrChunk type(String name, String... itsFields) {
        typeIds.putIfAbsent(name, 20 + typeIds.size());
        fields.put(name, List.of(itsFields));
        return this;
    }

    /// Gives a field the annotation `jdk.jfr.Timespan` with a unit.
    public JfrChunk timespan(String type, String field, String unit) {
        annotations.computeIfAbsent(type, _ -> new LinkedHashMap<>()).put(field, unit);
        return this;
    }

    /// Starts another checkpoint event, which later constants go to.
    public JfrChunk checkpoint() {
        checkpoints.add(new Checkpoint());
        return this;
    }

    /// Adds a constant with a value for each field of its type.
    public JfrChunk constant(String type, long id, Object... values) {
        ByteArrayOutputStream pool = pool(type);
        number(pool, 8, id);
        if (type.equals("java.lang.String")) {
            value(pool, type, values[0]);
        } else {
            fields(pool, type, values);
        }
        return this;
    }

    /// Adds the entry of a constant as bytes, its id included.
    public JfrChunk rawConstant(String type, byte[] entry) {
        pool(type).writeBytes(entry);
        return this;
    }

    private ByteArrayOutputStream pool(String type) {
        if (checkpoints.isEmpty()) {
            checkpoint();
        }
        Checkpoint last = checkpoints.getLast();
        last.counts.merge(type, 1, Integer::sum);
        return last.pools.computeIfAbsent(type, _ -> new ByteArrayOutputStream());
    }

    /// Adds a stack as `root.method;leaf.method`, each part with `:line` if it has one, and returns
    /// its id.
    public long stack(String folded) {
        long id = nextStack++;
        String[] frames = folded.isEmpty() ? new String[0] : folded.split(";", -1);
        Object[] values = new Object[1 + 3 * frames.length];
        values[0] = frames.length;
        for (int i = 0; i < frames.length; i++) {
            String frame = frames[frames.length - 1 - i];
            int colon = frame.lastIndexOf(':');
            values[1 + 3 * i] = method(colon < 0 ? frame : frame.substring(0, colon));
            values[2 + 3 * i] = colon < 0 ? 0 : Integer.parseInt(frame.substring(colon + 1));
            values[3 + 3 * i] = 7;
        }
        ByteArrayOutputStream pool = pool("jdk.types.StackTrace");
        number(pool, 8, id);
        pool.write(0);
        for (int i = 0; i < values.length; i++) {
            number(pool, i % 3 == 1 ? 8 : 4, ((Number) values[i]).longValue());
        }
        return id;
    }

    /// The id of a method `class.method`, which is added if it is not there.
    public long method(String name) {
        Long known = methods.get(name);
        if (known != null) {
            return known;
        }
        int dot = name.lastIndexOf('.');
        long type = javaClass(name.substring(0, Math.max(0, dot)));
        long id = 1000L + methods.size();
        constant("jdk.types.Method", id, type, symbol(name.substring(dot + 1)), 1, 0);
        methods.put(name, id);
        return id;
    }

    private long javaClass(String name) {
        Long known = classes.get(name);
        if (known != null) {
            return known;
        }
        long id = 5_000_000_000L + classes.size();
        constant("java.lang.Class", id, symbol(name), 1);
        classes.put(name, id);
        return id;
    }

    private long symbol(String text) {
        Long known = symbols.get(text);
        if (known != null) {
            return known;
        }
        long id = 1L + symbols.size();
        constant("jdk.types.Symbol", id, text);
        symbols.put(text, id);
        return id;
    }

    /// Adds an event with a value for each field: numbers, texts, or bytes for what is neither.
    public JfrChunk event(String type, Object... values) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        number(content, 8, typeIds.getOrDefault(type, 999));
        fields(content, type, values);
        return rawEvent(content.toByteArray());
    }

    /// Adds an event as bytes behind its size.
    public JfrChunk rawEvent(byte[] content) {
        events.writeBytes(sized(content));
        return this;
    }

    /// Adds a sample of one that runs.
    public JfrChunk sample(String folded) {
        return sample(folded, 1, 0);
    }

    /// Adds a sample.
    ///
    /// @param state 1 runnable, 2 sleeping, 3 default
    /// @param context 0 for none
    public JfrChunk sample(String folded, int state, long context) {
        return event("jdk.ExecutionSample", 1, stack(folded), state, context);
    }

    private void fields(ByteArrayOutputStream out, String type, Object... values) {
        List<String> its = fields.getOrDefault(type, List.of());
        for (int i = 0; i < values.length; i++) {
            value(out, its.get(i).substring(its.get(i).indexOf(':') + 1), values[i]);
        }
    }

    private void value(ByteArrayOutputStream out, String type, Object value) {
        if (value instanceof byte[] raw) {
            out.writeBytes(raw);
        } else if (value instanceof String text) {
            text(out, text);
        } else {
            number(out, size(type), ((Number) value).longValue());
        }
    }

    private static int size(String type) {
        return switch (type) {
            case "boolean", "byte" -> 1;
            case "char", "short" -> 2;
            case "int" -> 4;
            default -> 8;
        };
    }

    private void text(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write(UTF_8);
        number(out, 4, utf8.length);
        out.writeBytes(utf8);
    }

    /// Writes a number as a chunk does that has its numbers in the given form.
    ///
    /// @param size bytes of it where it is not compressed
    private void number(ByteArrayOutputStream out, int size, long value) {
        if (!isCompressed || size == 1) {
            for (int shift = 8 * size - 8; shift >= 0; shift -= 8) {
                out.write((int) (value >>> shift));
            }
            return;
        }
        long left = size == 4 ? value & 0xffffffffL : value;
        for (int i = 0; i < 8; i++) {
            if ((left & ~0x7fL) == 0) {
                out.write((int) left);
                return;
            }
            out.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
    }

    private byte[] sized(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = content.length + 4;
        if (isCompressed) {
            for (int i = 0; i < 4; i++) {
                out.write((size >>> (7 * i) & 0x7f) | (i < 3 ? 0x80 : 0));
            }
        } else {
            number(out, 4, size);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /// The chunk.
    public byte[] bytes() {
        byte[] metadata = sized(metadata());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(metadata);
        body.writeBytes(events.toByteArray());
        long before = 0;
        for (Checkpoint checkpoint : checkpoints) {
            int at = HEADER + body.size();
            body.writeBytes(sized(checkpoint(checkpoint, before == 0 ? 0 : before - at)));
            before = at;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.put("FLR\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2);
        header.putShort((short) 1).putLong(HEADER + body.size()).putLong(before);
        header.putLong(HEADER).putLong(START_NANOS).putLong(1).putLong(1);
        header.putLong(TICKS_PER_SECOND).putInt(isCompressed ? 1 : 0);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(header.array());
        chunk.writeBytes(body.toByteArray());
        return chunk.toByteArray();
    }

    private byte[] checkpoint(Checkpoint checkpoint, long delta) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(out, 8, 1);
        number(out, 8, 0);
        number(out, 8, 0);
        number(out, 8, delta);
        out.write(0);
        number(out, 4, checkpoint.pools.size());
        checkpoint.pools.forEach((type, entries) -> {
            number(out, 8, typeIds.getOrDefault(type, 999));
            number(out, 4, checkpoint.counts.getOrDefault(type, 0));
            out.writeBytes(entries.toByteArray());
        });
        return out.toByteArray();
    }

    private byte[] metadata() {
        Set<String> texts = new LinkedHashSet<>();
        ByteArrayOutputStream root = new ByteArrayOutputStream();
        elements(texts, root);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 4; i++) {
            number(out, 8, 0);
        }
        number(out, 4, texts.size());
        texts.forEach(text -> text(out, text));
        out.writeBytes(root.toByteArray());
        return out.toByteArray();
    }

    private void elements(Set<String> texts, ByteArrayOutputStream out) {
        element(texts, out, "root", 1);
        element(texts, out, "metadata", typeIds.size());
        typeIds.forEach((name, id) -> {
            List<String> its = fields.getOrDefault(name, List.of());
            element(texts, out, "class", its.size(), "id", "" + id, "name", name);
            its.forEach(field -> field(texts, out, name, field));
        });
    }

    private void field(Set<String> texts, ByteArrayOutputStream out, String type, String field) {
        int colon = field.indexOf(':');
        String name = field.substring(0, colon);
        boolean isArray = field.endsWith("[]");
        boolean isConstant = field.replace("[]", "").endsWith("*");
        String itsType = field.substring(colon + 1).replace("[]", "").replace("*", "");
        List<String> attributes =
                new ArrayList<>(
                        List.of("name", name, "class", "" + typeIds.getOrDefault(itsType, 998)));
        if (isConstant) {
            attributes.addAll(List.of("constantPool", "true"));
        }
        if (isArray) {
            attributes.addAll(List.of("dimension", "1"));
        }
        String unit = annotations.getOrDefault(type, Map.of()).get(name);
        String[] pairs = attributes.toArray(String[]::new);
        element(texts, out, "field", unit == null ? 0 : 1, pairs);
        if (unit != null) {
            element(texts, out, "annotation", 0, "class", "900", "value", unit);
        }
    }

    private void element(
            Set<String> texts,
            ByteArrayOutputStream out,
            String tag,
            int children,
            String... attributes) {
        number(out, 4, indexOf(texts, tag));
        number(out, 4, attributes.length / 2);
        for (String attribute : attributes) {
            number(out, 4, indexOf(texts, attribute));
        }
        number(out, 4, children);
    }

    private static int indexOf(Set<String> texts, String text) {
        texts.add(text);
        return new ArrayList<>(texts).indexOf(text);
    }
}
