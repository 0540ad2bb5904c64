// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.bench.Fleet.Kind;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.formats.speedscope.SpeedscopeDecoder;
import dev.hearth.formats.text.TextDecoder;
import dev.hearth.formats.text.TextFormat;
import dev.hearth.formats.text.TextProfileType;
import java.util.Map;
import java.util.TreeMap;

/// One format with a profile in it, of the same program for all that can hold it.
final class FormatInput {

    private static final DecodeLimits LIMITS =
            new DecodeLimits(4 << 20, 16_000, 100, 1_000, 65_535);
    private static final TextProfileType CPU =
            new TextProfileType("process_cpu", "cpu", "nanoseconds", true);

    private final byte[] bytes;
    private final int samples;
    private final int rawBytes;
    private final Decoder decoder;

    /// @param samples samples in the profile
    /// @param rawBytes its length after gunzip
    /// @param decoder what is measured
    private FormatInput(byte[] bytes, int samples, int rawBytes, Decoder decoder) {
        this.bytes = bytes;
        this.samples = samples;
        this.rawBytes = rawBytes;
        this.decoder = decoder;
    }

    /// The profile.
    byte[] bytes() {
        return bytes;
    }

    /// Samples in it.
    int samples() {
        return samples;
    }

    /// Its length after gunzip.
    int rawBytes() {
        return rawBytes;
    }

    /// Decodes a profile.
    @FunctionalInterface
    interface Decoder {

        /// Returns something that depends on all of it.
        Object decode(byte[] bytes)
                throws MalformedProfileException, InvalidProtocolBufferException;
    }

    Object decode() throws MalformedProfileException, InvalidProtocolBufferException {
        return decoder.decode(bytes);
    }

    /// All formats by name. A line of the table each; a new format is added here and to the
    /// parameter of [FormatBenchmark].
    static Map<String, FormatInput> all() throws MalformedProfileException {
        byte[] raw = new Fleet(1).pprof(0, 0, Kind.GO, 0);
        PprofDecoder pprof = new PprofDecoder(LIMITS);
        TextDecoder texts = new TextDecoder(LIMITS);
        SpeedscopeDecoder speedscope = new SpeedscopeDecoder(LIMITS);
        DecodedProfile decoded = pprof.decode(raw, 0, raw.length, PprofOptions.NONE);
        FormatTexts made = new FormatTexts(decoded.batch());
        Decoder pprofDecoder = bytes -> pprof.decode(bytes, 0, bytes.length, PprofOptions.NONE);
        int samples = Kind.GO.samples();
        Map<String, FormatInput> all = new TreeMap<>();
        all.put("pprof", new FormatInput(raw, samples, raw.length, pprofDecoder));
        all.put(
                "pprof-gzip",
                new FormatInput(Payloads.gzip(raw), samples, raw.length, pprofDecoder));
        all.put(
                "pprof-protobuf-java",
                new FormatInput(
                        raw, samples, raw.length, dev.hearth.proto.google.v1.Profile::parseFrom));
        all.put(
                "folded",
                plain(
                        made.folded(),
                        made.stacks(),
                        bytes -> texts.decode(TextFormat.FOLDED, bytes, CPU, 100)));
        all.put(
                "lines",
                plain(
                        made.lines(),
                        made.stacks(),
                        bytes -> texts.decode(TextFormat.LINES, bytes, CPU, 100)));
        all.put(
                "speedscope",
                plain(
                        made.speedscope(),
                        made.stacks(),
                        bytes -> speedscope.decode(bytes, "cpu", 100)));
        return all;
    }

    private static FormatInput plain(byte[] bytes, int samples, Decoder decoder) {
        return new FormatInput(bytes, samples, bytes.length, decoder);
    }
}
