// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Samples here are put together field by field, as senders of different versions do it.
final class LayoutFinderTest {

    private final OtlpPayload payload = new OtlpPayload();
    private final int stack = payload.stack("main");
    private final int red = payload.attribute("color", "red");
    private final int round = payload.attribute("shape", "round");
    private final int link = payload.link("0102030405060708090a0b0c0d0e0f10", "1112131415161718");

    @Test
    void readsSamplesOfTheNewerOrder() throws MalformedProfileException {
        add(packed(2, red, round), number(3, link), packed(4, 7));

        assertThat(lines()).containsExactly("cpu color=red shape=round: main 7");
        assertThat(hasSpan()).isTrue();
    }

    @Test
    void readsSamplesOfTheOlderOrder() throws MalformedProfileException {
        add(packed(2, 7), packed(3, red, round), number(4, link));

        assertThat(lines()).containsExactly("cpu color=red shape=round: main 7");
        assertThat(hasSpan()).isTrue();
    }

    @Test
    void readsOlderSamplesWithoutAttributesOrLink() throws MalformedProfileException {
        add(packed(2, red));
        add(packed(2, 1000));

        assertThat(lines()).containsExactly("cpu: main " + (red + 1000));
    }

    @Test
    void readsOlderSamplesWithALinkAlone() throws MalformedProfileException {
        add(packed(2, red), number(4, link));

        assertThat(lines()).containsExactly("cpu: main " + red);
        assertThat(hasSpan()).isTrue();
    }

    @Test
    void readsOlderSamplesThatPairValuesAndTimes() throws MalformedProfileException {
        add(packed(2, 500, 500), times(2));

        assertThat(lines()).containsExactly("cpu: main 1000");
    }

    @Test
    void readsOlderSamplesOfTimesAndALink() throws MalformedProfileException {
        add(times(2), number(4, link));

        assertThat(lines()).containsExactly("cpu: main 2");
        assertThat(hasSpan()).isTrue();
    }

    @Test
    void readsNewerSamplesOfTimesAndAttributes() throws MalformedProfileException {
        add(packed(2, red, round), times(2));

        assertThat(lines()).containsExactly("cpu color=red shape=round: main 2");
    }

    @Test
    void readsNewerSamplesThatAreNotPacked() throws MalformedProfileException {
        add(number(2, red), number(4, 3000));
        add(number(4, 4));

        assertThat(lines()).containsExactly("cpu: main 4", "cpu color=red: main 3000");
    }

    @Test
    void readsNewerSamplesOfALinkAndTimes() throws MalformedProfileException {
        add(number(3, link), times(3));

        assertThat(lines()).containsExactly("cpu: main 3");
        assertThat(hasSpan()).isTrue();
    }

    @Test
    void letsOneSampleTellForAll() throws MalformedProfileException {
        add(packed(2, 1));
        add(packed(2, 1), packed(3, red));

        assertThat(lines()).containsExactly("cpu: main 1", "cpu color=red: main 1");
    }

    @Test
    void takesWhatIsOpenForTheNewer() throws MalformedProfileException {
        add(packed(2, red), times(1));

        assertThat(lines()).containsExactly("cpu color=red: main 1");
    }

    private final ByteArrayOutputStream samples = new ByteArrayOutputStream();

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static Writing number(int field, long value) {
        return out -> out.writeInt64(field, value);
    }

    private static Writing packed(int field, long... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(
                bytes,
                out -> {
                    for (long value : values) {
                        out.writeInt64NoTag(value);
                    }
                });
        return out -> out.writeBytes(field, ByteString.copyFrom(bytes.toByteArray()));
    }

    private static Writing times(int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(
                bytes,
                out -> {
                    for (int i = 0; i < count; i++) {
                        out.writeFixed64NoTag(TIME + i);
                    }
                });
        return out -> out.writeBytes(5, ByteString.copyFrom(bytes.toByteArray()));
    }

    private static void write(ByteArrayOutputStream target, Writing writing) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(target);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Writing... fields) {
        ByteArrayOutputStream sample = new ByteArrayOutputStream();
        write(sample, number(1, stack));
        for (Writing field : fields) {
            write(sample, field);
        }
        write(samples, out -> out.writeByteArray(2, sample.toByteArray()));
    }

    private List<String> lines() throws MalformedProfileException {
        return Shown.lines(decoded().profile());
    }

    private boolean hasSpan() throws MalformedProfileException {
        return decoded().profile().batch().profiles().getFirst().samples().spans() != null;
    }

    private OtlpDecoder.Decoded decoded() throws MalformedProfileException {
        byte[] head = payload.profile().build().toByteArray();
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        profile.writeBytes(head);
        profile.writeBytes(samples.toByteArray());
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        write(request, out -> out.writeByteArray(1, field(2, field(2, profile.toByteArray()))));
        write(request, out -> out.writeMessage(2, payload.dictionary.build()));
        return OtlpPayload.decode(request.toByteArray(), Shown.LIMITS).getFirst();
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        write(field, out -> out.writeByteArray(number, content));
        return field.toByteArray();
    }
}
