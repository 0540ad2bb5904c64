// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeded.class)
final class MultipartFormTest {

    private static final String TYPE = "multipart/form-data; boundary=xyz";

    @Test
    void findsTheContentOfEachPart() {
        MultipartForm form =
                parse(
                        """
                        --xyz
                        Content-Disposition: form-data; name="profile"; filename="a.pprof"
                        Content-Type: application/octet-stream

                        one
                        two
                        --xyz
                        content-disposition: form-data; filename=x; name=config

                        {}
                        --xyz--
                        """);

        assertThat(form.part("profile")).asString().isEqualTo("one\r\ntwo");
        assertThat(form.part("config")).asString().isEqualTo("{}");
        assertThat(form.part("other")).isNull();
    }

    @Test
    void readsAnEmptyPart() {
        MultipartForm form =
                parse("--xyz\nContent-Disposition: form-data; name=\"profile\"\n\n\n--xyz--\n");

        assertThat(form.part("profile")).isEmpty();
    }

    @Test
    void ignoresWhatStandsBeforeTheFirstBoundaryAndAfterTheLast() {
        MultipartForm form =
                parse("hello\n--xyz\nContent-Disposition: form-data; name=a\n\nb\n--xyz--\nbye");

        assertThat(form.part("a")).asString().isEqualTo("b");
    }

    @Test
    void takesALineThatOnlyBeginsLikeTheBoundaryForContent() {
        MultipartForm form =
                parse("--xyz\nContent-Disposition: form-data; name=a\n\n--xyzz\n --xyz\n--xyz--");

        assertThat(form.part("a")).asString().isEqualTo("--xyzz\r\n --xyz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=xyz",
                "multipart/form-data; boundary=\"xyz\"",
                "multipart/form-data;charset=utf-8;Boundary=xyz",
                "Multipart/Form-Data; boundary= xyz ; a=b"
            })
    void findsTheBoundaryHoweverItIsWritten(String type) {
        byte[] body =
                "--xyz\r\nContent-Disposition: form-data; name=\"a;b\\\"\"\r\n\r\nc\r\n--xyz--"
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(MultipartForm.parse(type, body).part("a;b\"")).asString().isEqualTo("c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary",
                "--xyz",
                "--xyz\n",
                "--xyz\nContent-Disposition: form-data; name=a",
                "--xyz\nContent-Disposition: form-data; name=a\n\nno end",
                "--xyz\nContent-Disposition: form-data; name=a\n\nb\n--xyz\n"
            })
    void refusesABodyThatIsNoCompleteForm(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesATypeWithoutBoundary() {
        assertThatThrownBy(() -> MultipartForm.parse("multipart/form-data", new byte[0]))
                .hasMessageContaining("boundary");
    }

    @Test
    void refusesMorePartsThanTheLimit() {
        String part = "--xyz\nContent-Disposition: form-data; name=a\n\nb\n";

        assertThatThrownBy(() -> parse(part.repeat(MultipartForm.MAX_PARTS + 1) + "--xyz--"))
                .hasMessageContaining("limit " + MultipartForm.MAX_PARTS);
    }

    @Test
    void refusesHeadersThatDoNotEnd() {
        assertThatThrownBy(() -> parse("--xyz\n" + "a: b\n".repeat(100_000)))
                .hasMessageContaining("headers");
    }

    @RepeatedTest(200)
    void givesBinaryContentBackUnchanged(RandomGenerator random) {
        byte[] content = new byte[random.nextInt(200)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) "-xyz\r\n\0a".charAt(random.nextInt(8));
        }
        String text = new String(content, StandardCharsets.ISO_8859_1).replace("--xyz", "--xya");
        String body =
                "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n" + text + "\r\n--xyz--";

        MultipartForm form = MultipartForm.parse(TYPE, body.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(form.part("a")).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @RepeatedTest(500)
    void anythingElseIsRefusedWithAMessage(RandomGenerator random) {
        StringBuilder body = new StringBuilder("--xyz\r\n");
        String[] pieces = {
            "--xyz",
            "--",
            "\r\n",
            "\n",
            "\r",
            "Content-Disposition: form-data",
            "; name=",
            "\"",
            "a",
            ":",
            "\\",
            "; "
        };
        for (int i = 0; i < random.nextInt(30); i++) {
            body.append(pieces[random.nextInt(pieces.length)]);
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);

        try {
            assertThat(MultipartForm.parse(TYPE, bytes)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("expected").hasSizeLessThan(300);
        }
    }

    private static MultipartForm parse(String body) {
        return MultipartForm.parse(
                TYPE, body.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
