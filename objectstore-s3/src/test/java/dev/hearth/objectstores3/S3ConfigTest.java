// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class S3ConfigTest {

    private final Settings least =
            Settings.defaults()
                    .with(S3Flags.ENDPOINT, "s3.eu-west-1.amazonaws.com")
                    .with(S3Flags.BUCKET_NAME, "profiles");

    @Test
    void needsAnEndpointAndABucket() {
        assertThatThrownBy(() -> S3Config.from(Settings.defaults()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "-storage.s3.endpoint is empty (expected for instance s3.eu-west-1.amazonaws.com, because -storage.backend is s3)");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.BUCKET_NAME, "")))
                .hasMessageStartingWith("-storage.s3.bucket-name is empty");
    }

    @Test
    void speaksTlsUnlessToldOtherwise() throws ConfigException {
        assertThat(S3Config.from(least).endpoint())
                .isEqualTo(URI.create("https://s3.eu-west-1.amazonaws.com"));
        assertThat(S3Config.from(least.with(S3Flags.INSECURE, true)).endpoint().getScheme())
                .isEqualTo("http");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.ENDPOINT, "a b")))
                .hasMessage("-storage.s3.endpoint is \"a b\" (expected host:port)");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.ENDPOINT, "host/bucket")))
                .hasMessageEndingWith("(expected host:port)");
    }

    @Test
    void asksTheMachineWhoItIsUnlessThereIsAKey() throws ConfigException {
        assertThat(S3Config.from(least).credentials())
                .isInstanceOf(S3Config.Identity.Ambient.class);
        Settings keyed =
                least.with(S3Flags.ACCESS_KEY_ID, "id")
                        .with(S3Flags.SECRET_ACCESS_KEY, new Secret("secret"));
        assertThat(S3Config.from(keyed).credentials())
                .isEqualTo(new S3Config.Identity.Key("id", new Secret("secret"), Secret.NONE));
        assertThat(S3Config.from(keyed.with(S3Flags.NATIVE_AWS_AUTH, true)).credentials())
                .isInstanceOf(S3Config.Identity.Ambient.class);
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.ACCESS_KEY_ID, "id")))
                .hasMessage(
                        "one of -storage.s3.access-key-id and -storage.s3.secret-access-key is empty (expected both, or neither)");
    }

    @Test
    void takesBothNamesOfEachStyle() throws ConfigException {
        for (String text : new String[] {"path", "path-style"}) {
            assertThat(S3Config.from(least.with(S3Flags.BUCKET_LOOKUP_TYPE, text)).lookup())
                    .isEqualTo(S3Config.Lookup.PATH);
        }
        for (String text : new String[] {"virtual-hosted", "virtual-hosted-style"}) {
            Settings host = least.with(S3Flags.BUCKET_LOOKUP_TYPE, text);
            assertThat(S3Config.from(host).lookup()).isEqualTo(S3Config.Lookup.HOST);
            assertThatThrownBy(() -> S3Config.from(host.with(S3Flags.FORCE_PATH_STYLE, true)))
                    .isInstanceOf(ConfigException.class);
        }
        assertThat(S3Config.from(least.with(S3Flags.FORCE_PATH_STYLE, true)).lookup())
                .isEqualTo(S3Config.Lookup.PATH);
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.BUCKET_LOOKUP_TYPE, "x")))
                .hasMessageStartingWith("-storage.s3.bucket-lookup-type is \"x\"");
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.SIGNATURE_VERSION, "v2")))
                .hasMessage("-storage.s3.signature-version is \"v2\" (expected v4)");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.SSE_TYPE, "SSE-C")))
                .hasMessage("-storage.s3.sse.type is \"SSE-C\" (expected SSE-S3 or SSE-KMS)");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.SSE_TYPE, "SSE-KMS")))
                .hasMessageStartingWith("-storage.s3.sse.kms-key-id is empty");
        assertThatThrownBy(() -> S3Config.from(least.with(S3Flags.MAX_RETRIES, -1)))
                .hasMessage("-storage.s3.max-retries is -1 (expected 0 or more)");
    }
}
