// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.hearth.bench.Fleet.Kind;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.types.v1.LabelPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Push requests of a [Fleet], with the gzipped profiles made beforehand.
final class Payloads {

    /// Services of the fleet.
    static final int SERVICES = 20;

    /// Pods of a service.
    static final int PODS = 10;

    private static final List<Kind> KINDS = List.of(Kind.CPU, Kind.MEMORY, Kind.SMALL);

    private final int services;
    private final byte[][] gzipped;
    private long rawBytes;
    private long gzipBytes;

    /// @param rounds how many different profiles each series has; they take turns
    Payloads(int rounds) {
        this(SERVICES, rounds, Deflater.DEFAULT_COMPRESSION);
    }

    /// @param services how many services there are
    /// @param rounds how many different profiles each series has; they take turns
    /// @param level how hard gzip tries, as [Deflater] says it
    Payloads(int services, int rounds, int level) {
        this.services = services;
        Fleet fleet = new Fleet(services);
        gzipped = new byte[series() * rounds][];
        for (int i = 0; i < gzipped.length; i++) {
            byte[] raw = fleet.pprof(service(i), pod(i), kind(i), i / series());
            gzipped[i] = gzip(raw, level);
            rawBytes += raw.length;
            gzipBytes += gzipped[i].length;
        }
    }

    /// Pods of the whole fleet times kinds: what pushes once in a round.
    static int seriesCount() {
        return SERVICES * PODS * KINDS.size();
    }

    /// Pods times kinds of these services.
    int series() {
        return services * PODS * KINDS.size();
    }

    /// Mean number of samples in a profile; each has two values.
    static double meanSamples() {
        return KINDS.stream().mapToInt(Kind::samples).average().orElseThrow();
    }

    /// Mean size of a profile before gzip, in bytes.
    long meanRawBytes() {
        return rawBytes / gzipped.length;
    }

    /// Mean size of a profile after gzip, in bytes.
    long meanGzipBytes() {
        return gzipBytes / gzipped.length;
    }

    /// The push request number `i`, ever another.
    ///
    /// @param timeNanos time of the profile; 0 to let the server take its own
    byte[] request(int i, long timeNanos) {
        ByteString profile = ByteString.copyFrom(gzipped[i % gzipped.length]);
        if (timeNanos != 0) {
            profile =
                    profile.concat(
                            ByteString.copyFrom(gzip(timeField(timeNanos), Deflater.BEST_SPEED)));
        }
        return PushRequest.newBuilder()
                .addSeries(
                        RawProfileSeries.newBuilder()
                                .addLabels(label("__name__", kind(i).profileName()))
                                .addLabels(label("namespace", "bench"))
                                .addLabels(label("pod", "pod-" + pod(i)))
                                .addLabels(label("service_name", Fleet.name(service(i))))
                                .addSamples(
                                        RawSample.newBuilder()
                                                .setRawProfile(profile)
                                                .setID("bench-" + timeNanos + "-" + i)))
                .build()
                .toByteArray();
    }

    /// A field may stand anywhere in a message, and a gzip file may have several members: so the
    /// time of a profile can be added behind without packing it anew.
    private static byte[] timeField(long timeNanos) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeInt64(Profile.TIME_NANOS_FIELD_NUMBER, timeNanos);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LabelPair label(String name, String value) {
        return LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    private int service(int i) {
        return i % services;
    }

    private int pod(int i) {
        return i / services % PODS;
    }

    private Kind kind(int i) {
        return KINDS.get(i / (services * PODS) % KINDS.size());
    }

    static byte[] gzip(byte[] raw) {
        return gzip(raw, Deflater.DEFAULT_COMPRESSION);
    }

    private static byte[] gzip(byte[] raw, int level) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new LeveledGzip(bytes, level)) {
                out.write(raw);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A gzip stream that says how hard it tries.
    private static final class LeveledGzip extends GZIPOutputStream {

        LeveledGzip(OutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }
}
