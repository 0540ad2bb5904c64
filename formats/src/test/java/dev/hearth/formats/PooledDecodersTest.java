// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.hearth.formats.jfr.JfrDecoder;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.otlp.OtlpProfile;
import dev.hearth.formats.otlp.OtlpRequest;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.formats.pprof.PprofPayload;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceRequest;
import dev.hearth.proto.otlp.profiles.v1development.ProfilesDictionary;
import dev.hearth.testing.JfrChunk;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/// A decoder that waits in a pool keeps nothing of the payload before, which may be the body of a
/// request many times as large.
final class PooledDecodersTest {

    private static final int COLLECTIONS = 50;

    /// Uses a decoder once.
    private interface Use {

        /// @return the payload
        byte[] decode() throws MalformedProfileException;
    }

    private static void assertLetsGo(Object decoder, Use use) throws MalformedProfileException {
        try {
            WeakReference<byte[]> payload = new WeakReference<>(use.decode());
            for (int i = 0; i < COLLECTIONS && payload.get() != null; i++) {
                System.gc();
            }

            assertThat(payload.get()).isNull();
        } finally {
            Reference.reachabilityFence(decoder);
        }
    }

    @Test
    void letPprofGo() throws MalformedProfileException {
        PprofDecoder decoder = new PprofDecoder(Shown.LIMITS);

        assertLetsGo(
                decoder,
                () -> {
                    byte[] body = PprofPayload.cpu().sample("a;b", 1).bytes();
                    decoder.decode(body, 0, body.length, PprofOptions.NONE);
                    return body;
                });
    }

    @Test
    void letRecordingsGo() throws MalformedProfileException {
        JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

        assertLetsGo(
                decoder,
                () -> {
                    byte[] body = JfrChunk.executionSamples().sample("a.b").bytes();
                    decoder.decode(body, new byte[0], 100);
                    return body;
                });
    }

    @Test
    void letLabelsOfRecordingsGo() throws MalformedProfileException {
        JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

        assertLetsGo(
                decoder,
                () -> {
                    byte[] labels = {0x12, 4, 8, 1, 0x12, 0};
                    byte[] body = JfrChunk.executionSamples().sample("a.b").bytes();
                    decoder.decode(body, labels, 100);
                    return labels;
                });
    }

    @Test
    void letRequestsGo() throws MalformedProfileException {
        OtlpDecoder decoder = new OtlpDecoder(Shown.LIMITS);

        assertLetsGo(
                decoder,
                () -> {
                    byte[] body = otlp();
                    for (OtlpProfile profile : OtlpRequest.read(body, 0, body.length).profiles()) {
                        decoder.decode(profile);
                    }
                    return body;
                });
    }

    private static byte[] otlp() {
        ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
        ProfilesDictionary.Builder dictionary = request.getDictionaryBuilder();
        for (String text : new String[] {"", "cpu", "nanoseconds", "main"}) {
            dictionary.addStringTable(text);
        }
        dictionary.addLinkTableBuilder();
        dictionary.addLinkTableBuilder().setSpanId(ByteString.fromHex("0123456789abcdef"));
        dictionary.addMappingTableBuilder();
        dictionary.addMappingTableBuilder().setMemoryStart(1);
        dictionary.addFunctionTableBuilder();
        dictionary.addFunctionTableBuilder().setNameStrindex(3);
        dictionary.addLocationTableBuilder();
        dictionary
                .addLocationTableBuilder()
                .setMappingIndex(1)
                .addLinesBuilder()
                .setFunctionIndex(1);
        dictionary.addStackTableBuilder();
        dictionary.addStackTableBuilder().addLocationIndices(1);
        request.addResourceProfilesBuilder()
                .addScopeProfilesBuilder()
                .addProfilesBuilder()
                .addSamplesBuilder()
                .setStackIndex(1)
                .setLinkIndex(1)
                .addValues(1);
        request.getResourceProfilesBuilder(0)
                .getScopeProfilesBuilder(0)
                .getProfilesBuilder(0)
                .getSampleTypeBuilder()
                .setTypeStrindex(1)
                .setUnitStrindex(2);
        return request.build().toByteArray();
    }
}
