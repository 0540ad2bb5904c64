// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Stack;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The promises of [OtlpRequest#BYTES_PER_BYTE] and [OtlpDecoder#BYTES_PER_BYTE], on requests made
/// to break them.
final class OtlpMemoryTest {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);
    private static final int COUNT = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OtlpPayload payload = new OtlpPayload();

    private void assertBounded(byte[] bytes) {
        OtlpDecoder decoder = new OtlpDecoder(UNLIMITED);
        long most = OtlpRequest.BYTES_ALWAYS + (long) OtlpRequest.BYTES_PER_BYTE * bytes.length;
        long before = threads.getCurrentThreadAllocatedBytes();
        long afterReading = before;
        try {
            OtlpRequest request = OtlpRequest.read(bytes, 0, bytes.length);
            List<OtlpProfile> profiles = request.profiles();
            afterReading = threads.getCurrentThreadAllocatedBytes();
            for (OtlpProfile profile : profiles) {
                long size = decoder.decode(profile).profile().uncompressedBytes();
                most += OtlpDecoder.BYTES_ALWAYS + OtlpDecoder.BYTES_PER_BYTE * size;
            }
        } catch (MalformedProfileException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(afterReading - before)
                .isLessThan(
                        OtlpRequest.BYTES_ALWAYS
                                + (long) OtlpRequest.BYTES_PER_BYTE * bytes.length);
        assertThat(allocated).as("%d bytes for each", allocated / bytes.length).isLessThan(most);
    }

    /// A request and after it a piece of a field of it that is repeated inside.
    private static byte[] repeated(byte[] request, int field, int... piece) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = 0; i < COUNT; i++) {
            for (int next : piece) {
                content.write(next);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(request);
        bytes.write(field << 3 | 2);
        int length = content.size();
        for (; length > 0x7f; length >>>= 7) {
            bytes.write((length & 0x7f) | 0x80);
        }
        bytes.write(length);
        bytes.writeBytes(content.toByteArray());
        return bytes.toByteArray();
    }

    private byte[] small() {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 1)
                                        .addAttributeIndices(payload.attribute("a", "b"))));
        return payload.bytes();
    }

    @Test
    void staysBoundedOnEmptyRows() {
        byte[] small = small();
        for (int table = 1; table <= 7; table++) {
            assertBounded(repeated(small, 2, table << 3 | 2, 0));
        }
    }

    @Test
    void staysBoundedOnEmptyScopesAndProfiles() {
        byte[] small = small();
        assertBounded(repeated(small, 1, 2 << 3 | 2, 0));
        assertBounded(repeated(small, 1, 2 << 3 | 2, 2, 2 << 3 | 2, 0));
        assertBounded(repeated(small, 1, 1 << 3 | 2, 2, 1 << 3 | 2, 0));
    }

    @Test
    void refusesMoreProfilesThanAreSent() {
        byte[] bytes = repeated(small(), 1, 2 << 3 | 2, 4, 2 << 3 | 2, 2, 2 << 3 | 2, 0);

        assertThatThrownBy(() -> OtlpRequest.read(bytes, 0, bytes.length))
                .hasMessageContaining("more than 65536 profiles");
        assertBounded(bytes);
    }

    @Test
    void staysBoundedOnEmptyStacksAndTinySamples() {
        Profile.Builder profile = payload.profile();
        for (int i = 0; i < COUNT; i++) {
            payload.dictionary.addStackTable(Stack.getDefaultInstance());
            profile.addSamples(sample(i + 1, 1));
        }
        assertBounded(payload.add(List.of(), profile).bytes());
    }

    @Test
    void staysBoundedOnDeepStacksOfOneByteIndexes() {
        int[] locations = new int[100];
        for (int i = 0; i < locations.length; i++) {
            locations[i] = payload.location("f" + i);
        }
        Profile.Builder profile = payload.profile();
        for (int i = 0; i < 20; i++) {
            int[] stack = new int[20_000];
            for (int frame = 0; frame < stack.length; frame++) {
                stack[frame] = locations[(frame * 7 + i) % 100];
            }
            profile.addSamples(sample(payload.stackOf(stack), 1));
        }
        assertBounded(payload.add(List.of(), profile).bytes());
    }

    @Test
    void staysBoundedOnAsManyLabelSetsAsSamples() {
        Profile.Builder profile = payload.profile();
        int stack = payload.stack("main");
        for (int i = 0; i < 5000; i++) {
            profile.addSamples(
                    sample(stack, 1)
                            .addAttributeIndices(payload.attribute("k", "" + i))
                            .setLinkIndex(payload.link("%032x".formatted(i), "%016x".formatted(i)))
                            .addTimestampsUnixNano(OtlpPayload.TIME));
        }
        assertBounded(payload.add(List.of(), profile).bytes());
    }

    @Test
    void staysBoundedWhereManyAttributesHaveOneLongKey() {
        String key = "k".repeat(50_000);
        Profile.Builder profile = payload.profile();
        int stack = payload.stack("main");
        for (int i = 0; i < 5000; i++) {
            profile.addSamples(
                    sample(stack, 1).addAttributeIndices(payload.attribute(key, "" + i)));
        }
        assertBounded(payload.add(List.of(), profile).bytes());
    }

    @Test
    void refusesProfilesThatTogetherReferToFarMoreThanThereIs() {
        int huge = payload.stack("x".repeat(200_000));
        Profile.Builder[] profiles = new Profile.Builder[3000];
        for (int i = 0; i < profiles.length; i++) {
            profiles[i] = payload.profile().addSamples(sample(huge, 1));
        }
        byte[] bytes = payload.add(List.of(), profiles).bytes();

        OtlpDecoder decoder = new OtlpDecoder(UNLIMITED);

        assertThatThrownBy(
                        () -> {
                            for (OtlpProfile profile :
                                    OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
                                decoder.decode(profile);
                            }
                        })
                .hasMessageContaining("far more memory");
    }
}
