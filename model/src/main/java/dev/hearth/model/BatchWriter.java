// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes one batch in version 1.
///
/// Ids are written as differences that are small in the order in which decoders give ids out: a
/// table that is filled while another is walked names mostly the id that comes next.
final class BatchWriter {

    /// Bits of a profile's flags.
    static final int RETRYABLE = 1;

    static final int SPANS = 2;
    static final int TRACES = 4;

    /// The stacks are those of the profile before.
    static final int SAME_STACKS = 8;

    static final int TIMES = 16;

    private final ProfileBatch batch;
    private final Symbols symbols;
    private final ColumnWriter out;

    /// @param out where it is written, behind what is there already
    BatchWriter(ProfileBatch batch, ColumnWriter out) {
        this.batch = batch;
        this.symbols = batch.symbols();
        this.out = out;
    }

    /// Writes it.
    ///
    /// @throws IllegalArgumentException as [ProfileBatchCodec#encode]
    void write() {
        out.ensureBytes(expectedBytes());
        out.number(ProfileBatchCodec.VERSION);
        strings(symbols.strings());
        mappings();
        functions();
        locations();
        lines();
        stacks(batch.stacks());
        profiles();
    }

    /// About what it takes: rarely too little, so that the array grows at most once.
    private long expectedBytes() {
        StringTable strings = symbols.strings();
        int last = strings.size() - 1;
        return strings.offset(last)
                + strings.length(last)
                + 12L * (symbols.lineCount() + batch.stacks().size())
                + 4096;
    }

    private static int checked(int id, int limit, String what) {
        if (id < 0 || id >= limit) {
            throw new IllegalArgumentException(
                    "%s id is %d (expected 0 to %d)".formatted(what, id, limit - 1));
        }
        return id;
    }

    private int string(int id) {
        return checked(id, symbols.strings().size(), "string");
    }

    private void strings(StringTable strings) {
        if (strings.size() == 0 || strings.length(0) != 0) {
            throw new IllegalArgumentException("string 0 is not empty (expected the empty string)");
        }
        int count = strings.size() - 1;
        out.ensure(count + 1);
        out.number(count);
        for (int id = 1; id <= count; id++) {
            out.number(strings.length(id));
        }
        out.raw(strings.bytes(), 0, strings.offset(count) + strings.length(count));
    }

    private void mappings() {
        int count = symbols.mappingCount();
        out.ensure(1 + 6 * count);
        out.number(count);
        for (int id = 0; id < count; id++) {
            out.number(symbols.mappingStart(id));
            out.signed(symbols.mappingLimit(id) - symbols.mappingStart(id));
            out.number(symbols.mappingOffset(id));
            out.number(string(symbols.mappingFilename(id)));
            out.number(string(symbols.mappingBuildId(id)));
            out.number(symbols.mappingFlags(id));
        }
    }

    private void functions() {
        int count = symbols.functionCount();
        out.ensure(1 + 4 * count);
        out.number(count);
        int before = 0;
        for (int id = 0; id < count; id++) {
            int name = string(symbols.functionName(id));
            out.signed(name - before);
            before = name;
        }
        for (int id = 0; id < count; id++) {
            out.signed(string(symbols.functionSystemName(id)) - symbols.functionName(id));
        }
        before = 0;
        for (int id = 0; id < count; id++) {
            int file = string(symbols.functionFilename(id));
            out.signed(file - before);
            before = file;
        }
        for (int id = 0; id < count; id++) {
            out.signed(symbols.functionStartLine(id));
        }
    }

    private void locations() {
        int count = symbols.locationCount();
        out.ensure(1 + 3 * count);
        out.number(count);
        for (int id = 0; id < count; id++) {
            int mapping = symbols.locationMapping(id);
            out.number(
                    mapping == Symbols.NO_MAPPING
                            ? 0
                            : 1 + checked(mapping, symbols.mappingCount(), "mapping"));
        }
        long before = 0;
        for (int id = 0; id < count; id++) {
            out.signed(symbols.locationAddress(id) - before);
            before = symbols.locationAddress(id);
        }
        for (int id = 0; id < count; id++) {
            int lines = symbols.lineEnd(id) - symbols.lineStart(id);
            out.number((long) lines << 1 | (symbols.isLocationFolded(id) ? 1 : 0));
        }
    }

    private void lines() {
        int count = symbols.lineCount();
        out.ensure(2 * count);
        int next = 0;
        for (int line = 0; line < count; line++) {
            int function = checked(symbols.lineFunction(line), symbols.functionCount(), "function");
            out.signed((long) next - function);
            next = Math.max(next, function + 1);
        }
        for (int line = 0; line < count; line++) {
            long first = symbols.functionStartLine(symbols.lineFunction(line));
            out.signed(symbols.lineNumber(line) - first);
        }
    }

    private void stacks(StackTable stacks) {
        int count = stacks.size() - 1;
        out.ensure(1 + 2 * count);
        out.number(count);
        for (int id = 1; id <= count; id++) {
            out.number(id - 1 - checked(stacks.parent(id), id, "parent stack"));
        }
        int next = 0;
        for (int id = 1; id <= count; id++) {
            int location = checked(stacks.location(id), symbols.locationCount(), "location");
            out.signed((long) next - location);
            next = Math.max(next, location + 1);
        }
    }

    private void profiles() {
        Map<String, Integer> ids = new HashMap<>();
        List<byte[]> texts = new ArrayList<>();
        for (Profile profile : batch.profiles()) {
            Labels labels = profile.labels();
            for (int i = 0; i < labels.size(); i++) {
                labelText(labels.name(i), ids, texts);
                labelText(labels.value(i), ids, texts);
            }
        }
        out.ensure(texts.size() + 1);
        out.number(texts.size());
        for (byte[] text : texts) {
            out.number(text.length);
        }
        for (byte[] text : texts) {
            out.raw(text, 0, text.length);
        }
        out.ensure(1);
        out.number(batch.profiles().size());
        long time = 0;
        int[] stacks = new int[0];
        for (Profile profile : batch.profiles()) {
            profile(profile, time, stacks, ids);
            time = profile.timeNanos();
            stacks = profile.samples().stacks();
        }
    }

    private static void labelText(String text, Map<String, Integer> ids, List<byte[]> texts) {
        if (ids.putIfAbsent(text, texts.size()) == null) {
            texts.add(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void profile(Profile profile, long timeBefore, int[] before, Map<String, Integer> ids) {
        Samples samples = profile.samples();
        boolean isSame = Arrays.equals(samples.stacks(), before);
        Labels labels = profile.labels();
        out.ensure(8 + 2 * labels.size() + 2 * samples.size());
        out.number(
                (profile.isRetryable() ? RETRYABLE : 0)
                        | (samples.spans() != null ? SPANS : 0)
                        | (samples.traces() != null ? TRACES : 0)
                        | (isSame ? SAME_STACKS : 0)
                        | (samples.times() != null ? TIMES : 0));
        out.fixed(profile.id().high());
        out.fixed(profile.id().low());
        out.signed(profile.timeNanos() - timeBefore);
        out.signed(profile.durationNanos());
        out.signed(profile.period());
        out.number(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            out.number(ids.getOrDefault(labels.name(i), 0));
            out.number(ids.getOrDefault(labels.value(i), 0));
        }
        if (!isSame) {
            sampleStacks(samples.stacks());
        }
        for (long value : samples.values()) {
            if (value <= 0) {
                throw new IllegalArgumentException(
                        "sample value is %d (expected a positive one)".formatted(value));
            }
            out.number(value);
        }
        if (samples.spans() != null) {
            spans(samples.spans());
        }
        if (samples.traces() != null) {
            traces(samples.traces());
        }
        if (samples.times() != null) {
            TimesCodec.write(samples.times(), samples.values(), profile.timeNanos(), out);
        }
    }

    private void sampleStacks(int[] stacks) {
        out.number(stacks.length);
        int before = 0;
        for (int stack : stacks) {
            if (stack < before || stack >= batch.stacks().size()) {
                throw new IllegalArgumentException(
                        "sample's stack is %d (expected %d to %d)"
                                .formatted(stack, before, batch.stacks().size() - 1));
            }
            out.number(stack - before);
            before = stack;
        }
    }

    /// 0 for none, 1 for that of the last sample that had one, else 2 and eight bytes.
    private void spans(long[] spans) {
        out.ensure(spans.length);
        long before = 0;
        for (long span : spans) {
            if (span == 0) {
                out.number(0);
            } else if (span == before) {
                out.number(1);
            } else {
                out.number(2);
                out.fixed(span);
                before = span;
            }
        }
    }

    private void traces(long[] traces) {
        out.ensure(traces.length);
        long high = 0;
        long low = 0;
        for (int i = 0; i < traces.length; i += 2) {
            if (traces[i] == 0 && traces[i + 1] == 0) {
                out.number(0);
            } else if (traces[i] == high && traces[i + 1] == low) {
                out.number(1);
            } else {
                out.number(2);
                out.fixed(traces[i]);
                out.fixed(traces[i + 1]);
                high = traces[i];
                low = traces[i + 1];
            }
        }
    }
}
