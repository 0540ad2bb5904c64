// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.Shown;
import dev.hearth.model.Symbols;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextDecoderTest {

    private static final TextProfileType CPU =
            new TextProfileType("process_cpu", "cpu", "nanoseconds", true);
    private static final TextProfileType SPACE =
            new TextProfileType("memory", "alloc_space", "bytes", false);

    private final TextDecoder decoder = new TextDecoder(Shown.LIMITS);

    private List<String> lines(TextFormat format, String body) throws MalformedProfileException {
        return Shown.lines(
                decoder.decode(format, body.getBytes(StandardCharsets.UTF_8), SPACE, 100));
    }

    /// A node of a tree or trie.
    private static byte[] node(String name, long value, int children) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        varint(out, utf8.length);
        out.writeBytes(utf8);
        varint(out, value);
        varint(out, children);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    @Test
    void readsFoldedStacks() throws MalformedProfileException {
        assertThat(lines(TextFormat.FOLDED, "foo;bar 100\n foo;baz 200\nfoo;bar 11\r\nfoo 5"))
                .containsExactlyInAnyOrder(
                        "alloc_space: foo;bar 111",
                        "alloc_space:  foo;baz 200",
                        "alloc_space: foo 5");
    }

    @Test
    void splitsAFoldedLineAtItsLastSpace() throws MalformedProfileException {
        assertThat(lines(TextFormat.FOLDED, "operator new;a b 7\nno-space\n\nx 0\ny -3\nz +4"))
                .containsExactlyInAnyOrder("alloc_space: operator new;a b 7", "alloc_space: z 4");
    }

    @Test
    void readsFoldedLinesOfAnyLength() throws MalformedProfileException {
        String deep = "frame;".repeat(40_000);

        assertThat(lines(TextFormat.FOLDED, deep + "leaf 3\nnext 4")).hasSize(2);
    }

    @Test
    void refusesAFoldedLineWithoutANumber() {
        for (String bad : List.of("a b", "a 1.5", "a ", "a +", "a 9223372036854775808")) {
            assertThatThrownBy(() -> lines(TextFormat.FOLDED, "ok 1\n" + bad))
                    .isInstanceOf(MalformedProfileException.class)
                    .hasMessageContaining("line 2");
        }
    }

    @Test
    void countsLines() throws MalformedProfileException {
        assertThat(lines(TextFormat.LINES, "a;b\n\na;b\nc 7\n"))
                .containsExactlyInAnyOrder("alloc_space: a;b 2", "alloc_space: c 7 1");
    }

    @Test
    void readsATree() throws MalformedProfileException {
        byte[] body =
                join(
                        node("", 0, 2),
                        node("a", 5, 1),
                        node("b", 300, 0),
                        node("c", 0, 1),
                        node("b", 1, 0));

        assertThat(Shown.lines(decoder.decode(TextFormat.TREE, body, SPACE, 100)))
                .containsExactlyInAnyOrder(
                        "alloc_space: a 5", "alloc_space: a;b 300", "alloc_space: c;b 1");
    }

    @Test
    void refusesATreeThatBreaksOffOrIsTooWide() {
        byte[] cut = join(node("", 0, 2), node("a", 5, 0));
        byte[] wide = node("", 0, 16_001);

        assertThatThrownBy(() -> decoder.decode(TextFormat.TREE, cut, SPACE, 100))
                .isInstanceOf(MalformedProfileException.class);
        assertThatThrownBy(() -> decoder.decode(TextFormat.TREE, wide, SPACE, 100))
                .hasMessageContaining("16001 children");
    }

    @Test
    void readsATrieWhosePiecesEndAnywhere() throws MalformedProfileException {
        byte[] body =
                join(
                        node("ma", 0, 2),
                        node("in;fo", 3, 2),
                        node("o", 5, 0),
                        node("x;y", 7, 0),
                        node("x", 11, 0),
                        node("other", 13, 0));

        assertThat(Shown.lines(decoder.decode(TextFormat.TRIE, body, SPACE, 100)))
                .containsExactlyInAnyOrder(
                        "alloc_space: main;fo 3",
                        "alloc_space: main;foo 5",
                        "alloc_space: main;fox;y 7",
                        "alloc_space: max 11",
                        "alloc_space: other 13");
    }

    @Test
    void refusesATrieThatWouldGrowWithoutEnd() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            body.writeBytes(node("x", 1, 1));
        }

        assertThatThrownBy(() -> decoder.decode(TextFormat.TRIE, body.toByteArray(), SPACE, 100))
                .hasMessageContaining("far more memory than its size");
    }

    @Test
    void turnsSamplesIntoTime() throws MalformedProfileException {
        DecodedProfile decoded =
                decoder.decode(TextFormat.FOLDED, "a 3".getBytes(StandardCharsets.UTF_8), CPU, 100);

        assertThat(Shown.lines(decoded)).containsExactly("cpu: a 30000000");
        assertThat(decoded.batch().profiles().getFirst().period()).isEqualTo(10_000_000);
        assertThat(decoded.batch().profiles().getFirst().labels())
                .hasToString(
                        "{__period_type__=\"cpu\", __period_unit__=\"nanoseconds\", __type__=\"cpu\", __unit__=\"nanoseconds\"}");
    }

    @Test
    void leavesSamplesAsTheyAreWithoutARate() throws MalformedProfileException {
        DecodedProfile decoded =
                decoder.decode(TextFormat.FOLDED, "a 3".getBytes(StandardCharsets.UTF_8), CPU, 0);

        assertThat(decoded.sampleTypes()).containsExactly(new SampleType("samples", "count"));
        assertThat(decoded.batch().profiles().getFirst().labels())
                .hasToString("{__type__=\"samples\", __unit__=\"count\"}");
        assertThat(Shown.lines(decoded)).containsExactly("samples: a 3");
    }

    @Test
    void refusesValuesThatNoNumberHolds() {
        assertThatThrownBy(() ->
                        decoder.decode(
                                TextFormat.FOLDED,
                                "a 9223372036854775807".getBytes(StandardCharsets.UTF_8),
                                CPU,
                                100))
                .hasMessageContaining("add up to more than");
    }

    @Test
    void namesFunctionsBySystemNameInOneMapping() throws MalformedProfileException {
        Symbols symbols =
                decoder.decode(TextFormat.LINES, "a;b".getBytes(StandardCharsets.UTF_8), CPU, 1)
                        .batch()
                        .symbols();

        assertThat(symbols.mappingCount()).isEqualTo(1);
        assertThat(symbols.functionName(1)).isEqualTo(symbols.functionSystemName(1));
    }

    @Test
    void keepsToTheLimits() throws MalformedProfileException {
        TextDecoder strict = new TextDecoder(new DecodeLimits(100, 2, 0, 2, 3));
        byte[] ok = "root;abcdef;leaf 1".getBytes(StandardCharsets.UTF_8);
        byte[] many = "a 1\nb 1\nc 1".getBytes(StandardCharsets.UTF_8);

        assertThat(Shown.lines(strict.decode(TextFormat.FOLDED, ok, SPACE, 100)))
                .containsExactly("alloc_space: oot;def 1");
        assertThatThrownBy(() -> strict.decode(TextFormat.FOLDED, many, SPACE, 100))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLES_LIMIT);
        assertThatThrownBy(() -> strict.decode(TextFormat.FOLDED, new byte[101], SPACE, 100))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.PROFILE_SIZE_LIMIT);
    }

    @Test
    void refusesNamesThatAreNotUtf8() {
        byte[] bad = {'a', (byte) 0xff, ' ', '1'};

        assertThatThrownBy(() -> decoder.decode(TextFormat.FOLDED, bad, SPACE, 100))
                .hasMessageContaining("UTF-8");
    }
}
