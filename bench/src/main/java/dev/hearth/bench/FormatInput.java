// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.bench.Fleet.Kind;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.jfr.JfrDecoder;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.otlp.OtlpProfile;
import dev.hearth.formats.otlp.OtlpRequest;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.formats.speedscope.SpeedscopeDecoder;
import dev.hearth.formats.text.TextDecoder;
import dev.hearth.formats.text.TextFormat;
import dev.hearth.formats.text.TextProfileType;
import dev.hearth.model.Profile;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/// One format with a profile in it, of the same program for all that can hold it.
final class FormatInput {

    private static final DecodeLimits LIMITS =
            new DecodeLimits(4 << 20, 16_000, 100, 1_000, 65_535);
    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);
    private static final byte[] NO_LABELS = {};
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
                throws MalformedProfileException, IOException, CouldNotLoadRecordingException;
    }

    Object decode() throws MalformedProfileException, IOException, CouldNotLoadRecordingException {
        return decoder.decode(bytes);
    }

    /// All formats by name. A line of the table each; a new format is added here and to the
    /// parameter of [FormatBenchmark].
    ///
    /// @param recording what JFR is measured by, as [SampleRecording] makes it; empty to leave JFR
    ///   out
    static Map<String, FormatInput> all(byte[] recording)
            throws MalformedProfileException, IOException {
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
        addOtlp(all, raw);
        if (recording.length > 0) {
            addJfr(all, recording);
        }
        return all;
    }

    private static void addOtlp(Map<String, FormatInput> all, byte[] pprof) throws IOException {
        OtlpRequests made = new OtlpRequests(false);
        made.add(dev.hearth.proto.google.v1.Profile.parseFrom(pprof));
        byte[] request = made.bytes();
        OtlpDecoder otlp = new OtlpDecoder(LIMITS);
        int samples = Kind.GO.samples();
        all.put("otlp", plain(request, samples, bytes -> otlp(otlp, bytes)));
        all.put(
                "otlp-protobuf-java",
                plain(request, samples, ExportProfilesServiceRequest::parseFrom));
    }

    private static List<OtlpDecoder.Decoded> otlp(OtlpDecoder decoder, byte[] bytes)
            throws MalformedProfileException {
        List<OtlpDecoder.Decoded> decoded = new ArrayList<>();
        for (OtlpProfile profile : OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
            decoded.add(decoder.decode(profile));
        }
        return decoded;
    }

    private static void addJfr(Map<String, FormatInput> all, byte[] recording)
            throws MalformedProfileException {
        JfrDecoder jfr = new JfrDecoder(UNLIMITED);
        int samples = 0;
        for (Profile profile : jfr.decode(recording, NO_LABELS, 1000).batch().profiles()) {
            samples += events(profile);
        }
        all.put("jfr", plain(recording, samples, bytes -> jfr.decode(bytes, NO_LABELS, 1000)));
        all.put(
                "jfr-jmc",
                plain(
                        recording,
                        samples,
                        bytes -> JfrLoaderToolkit.loadEvents(new ByteArrayInputStream(bytes))));
    }

    /// Events of a recording that a profile counts; 0 for one that counts them once more, in bytes.
    private static int events(Profile profile) {
        long total = profile.samples().total();
        return switch (profile.labels().getOrEmpty("__unit__")) {
            case "nanoseconds" -> Math.toIntExact(total / profile.period());
            case "count" -> Math.toIntExact(total);
            default -> 0;
        };
    }

    private static FormatInput plain(byte[] bytes, int samples, Decoder decoder) {
        return new FormatInput(bytes, samples, bytes.length, decoder);
    }
}
