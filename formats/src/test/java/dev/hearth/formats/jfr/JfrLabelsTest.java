// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.testing.JfrChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What contexts and spans in a recording become.
final class JfrLabelsTest {

    private static final String SPAN = "00000000deadbeef";
    private static final String TRACE = "0123456789abcdef00000000000000ff";

    private final JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

    /// The labels part, as the agent writes it.
    static final class LabelsPart {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        private LabelsPart entry(int field, byte[] content) {
            return write(out -> out.writeBytes(field, ByteString.copyFrom(content)));
        }

        private interface Writing {
            void to(CodedOutputStream out) throws IOException;
        }

        private static byte[] message(Writing writing) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                writing.to(out);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private LabelsPart write(Writing writing) {
            bytes.writeBytes(message(writing));
            return this;
        }

        LabelsPart string(long id, String text) {
            return entry(
                    2,
                    message(out -> {
                        out.writeInt64(1, id);
                        out.writeString(2, text);
                    }));
        }

        /// @param pairs ids of names and values
        LabelsPart context(long id, long... pairs) {
            byte[] context =
                    message(out -> {
                        for (int i = 0; i < pairs.length; i += 2) {
                            long name = pairs[i];
                            long value = pairs[i + 1];
                            byte[] label =
                                    message(entry -> {
                                        entry.writeInt64(1, name);
                                        entry.writeInt64(2, value);
                                    });
                            out.writeBytes(1, ByteString.copyFrom(label));
                        }
                    });
            return entry(
                    1,
                    message(out -> {
                        out.writeInt64(1, id);
                        out.writeBytes(2, ByteString.copyFrom(context));
                    }));
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    private static LabelsPart part() {
        return new LabelsPart()
                .string(1, "job")
                .string(2, "mail")
                .string(3, "zone")
                .string(4, "eu")
                .string(5, "GET /cart");
    }

    private DecodedProfile decode(JfrChunk chunk, LabelsPart labels) throws Exception {
        return decoder.decode(chunk.bytes(), labels.bytes(), 100);
    }

    @Test
    void splitsByTheLabelsOfContexts() throws Exception {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .sample("a.b", 1, 7)
                        .sample("a.b", 1, 8)
                        .sample("a.b", 1, 9)
                        .sample("a.b", 1, 404)
                        .sample("a.b", 1, 0);
        LabelsPart labels = part().context(7, 1, 2).context(8, 1, 2, 3, 4).context(9, 3, 4, 1, 2);

        assertThat(Shown.lines(decode(chunk, labels)))
                .containsExactlyInAnyOrder(
                        "cpu: a.b 20000000",
                        "cpu job=mail: a.b 10000000",
                        "cpu job=mail zone=eu: a.b 20000000");
    }

    @Test
    void unpacksLabels() throws Exception {
        byte[] labels = JfrDecoderTest.gzip(part().context(7, 1, 2).bytes());
        byte[] chunk = JfrChunk.executionSamples().sample("a.b", 1, 7).bytes();

        assertThat(Shown.lines(decoder.decode(chunk, labels, 100)))
                .containsExactly("cpu job=mail: a.b 10000000");
    }

    @Test
    void leavesOutLabelsWithoutNameOrValueAndThoseOfTheSeries() throws Exception {
        LabelsPart labels =
                part().string(6, "__name__")
                        .string(7, "")
                        .context(7, 6, 2, 7, 2, 1, 7, 404, 2, 1, 404, 3, 4);

        assertThat(Shown.lines(decode(JfrChunk.executionSamples().sample("a.b", 1, 7), labels)))
                .containsExactly("cpu zone=eu: a.b 10000000");
    }

    @Test
    void keepsSpansOfContextsWithTheSamples() throws Exception {
        LabelsPart labels =
                part().string(10, "profile_id")
                        .string(11, SPAN)
                        .string(12, "span_id")
                        .string(13, "too short")
                        .string(14, "trace_id")
                        .string(15, TRACE)
                        .context(7, 1, 2, 10, 11, 14, 15)
                        .context(8, 1, 2, 12, 13);
        JfrChunk chunk = JfrChunk.executionSamples().sample("a.b", 1, 7).sample("a.b", 1, 8);

        Profile profile = decode(chunk, labels).batch().profiles().getFirst();

        assertThat(profile.samples().spans()).containsExactly(0xefbeadde_00000000L, 0);
        assertThat(profile.samples().traces()).containsExactly(0x0123456789abcdefL, 0xff, 0, 0);
        assertThat(profile.labels().get("job")).isEqualTo("mail");
    }

    @ParameterizedTest
    @CsvSource({
        "deadbeef, 00000000deadbeef",
        "f, 000000000000000f",
        "00000000DEADBEEF, 00000000deadbeef",
        "000000000deadbeef, 0000000000000000",
        "dead beef, 0000000000000000",
    })
    void takesSpansOfContextsThatLackZerosInFront(String written, String span) throws Exception {
        LabelsPart labels = part().string(10, "profile_id").string(11, written).context(7, 10, 11);
        JfrChunk chunk = JfrChunk.executionSamples().sample("a.b", 1, 7).sample("a.b", 1, 7);
        long[] spans = decode(chunk, labels).batch().profiles().getFirst().samples().spans();

        assertThat(spans == null ? 0 : Long.reverseBytes(spans[0]))
                .isEqualTo(Long.parseUnsignedLong(span, 16));
    }

    @Test
    void takesSpanTraceAndSpanNameOfTheEvent() throws Exception {
        JfrChunk chunk =
                JfrChunk.javaTypes(true)
                        .type(
                                "jdk.ExecutionSample",
                                "traceIdLo:long",
                                "spanId:long",
                                "spanName:long",
                                "traceIdHi:long",
                                "stackTrace:jdk.types.StackTrace*",
                                "state:jdk.types.ThreadState*");
        long stack = chunk.stack("a.b");
        chunk.event("jdk.ExecutionSample", 0xffL, 0xdeadbeefL, 5, 0x0123456789abcdefL, stack, 1)
                .event("jdk.ExecutionSample", 0, 0, 5, 0, stack, 1)
                .event("jdk.ExecutionSample", 0, 0, 404, 0, stack, 1);

        DecodedProfile decoded = decode(chunk, part());

        assertThat(Shown.lines(decoded))
                .containsExactlyInAnyOrder(
                        "cpu: a.b 10000000",
                        "cpu span_name=GET /cart: a.b 10000000",
                        "cpu span_name=GET /cart: a.b 10000000");
        Profile named =
                decoded.batch().profiles().stream()
                        .filter(profile -> profile.labels().get("span_name") != null)
                        .findFirst()
                        .orElseThrow();
        assertThat(named.samples().spans()).containsExactly(0xefbeadde_00000000L, 0);
        assertThat(named.samples().traces()).containsExactly(0x0123456789abcdefL, 0xff, 0, 0);
    }

    @Test
    void refusesMoreLabelsOfASampleThanTheLimit() {
        DecodeLimits limits = new DecodeLimits(0, 0, 1, 0, 0);
        byte[] chunk = JfrChunk.executionSamples().sample("a.b", 1, 7).bytes();
        byte[] labels = part().context(7, 1, 2, 3, 4).bytes();

        assertThatThrownBy(() -> new JfrDecoder(limits).decode(chunk, labels, 100))
                .hasMessageContaining("a sample has 2 labels (limit 1")
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLE_LABELS_LIMIT);
    }

    @Test
    void refusesLabelsThatAreNoMessage() {
        byte[] chunk = JfrChunk.executionSamples().sample("a.b").bytes();

        assertThatThrownBy(() -> decoder.decode(chunk, new byte[] {10, 99}, 100))
                .isInstanceOf(MalformedProfileException.class);
    }
}
