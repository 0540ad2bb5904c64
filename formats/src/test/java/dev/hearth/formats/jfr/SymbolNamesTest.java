// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SymbolNamesTest {

    private static String normalised(String name) {
        byte[] bytes = ("<" + name + ">").getBytes(StandardCharsets.UTF_8);
        int end = SymbolNames.normalise(bytes, 1, bytes.length - 1);
        assertThat(bytes[0]).isEqualTo((byte) '<');
        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '>');
        return new String(bytes, 1, end - 1, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "jdk/internal/reflect/GeneratedMethodAccessor31, jdk/internal/reflect/GeneratedMethodAccessor_",
        "org/example/Order$$Lambda$669.0x0000000800fd7318, org/example/Order$$Lambda_",
        "org/example/Order$$Lambda$669/0x0000000800fd7318, org/example/Order$$Lambda_",
        "Fib$$Lambda.0x00007ffa600c4da0, Fib$$Lambda_",
        "Fib$$Lambda/0x00007ffa600c4da0, Fib$$Lambda_",
        "Fib$$Lambda$1/1234567, Fib$$Lambda_",
        "Fib$$Lambda.ab, Fib$$Lambda_",
        "Fib$$Lambda23, Fib$$Lambda_",
        "A$$Lambda$1/0x1$$Lambda/0x2, A$$Lambda$1/0x1$$Lambda_",
        "libzstd-jni-1.5.1-16931311898282279136.so, libzstd-jni-_.so",
        "/tmp/libzstd-jni-1.5.1-1.so (deleted), libzstd-jni-_.so",
        "./tmp/libzstd-jni-1.5.1-1.so, libzstd-jni-_.so",
        "./tmp/libamazonCorrettoCryptoProvider109b39cf33c563eb.so, libamazonCorrettoCryptoProvider_.so",
        "./tmp/amazonCorrettoCryptoProviderNativeLibraries.7382c2f79097f415/libcrypto.so (deleted), libamazonCorrettoCryptoProvider_.so",
        "amazonCorrettoCryptoProviderNativeLibraries.7382c2f79097f415/libamazonCorrettoCryptoProvider.so, libamazonCorrettoCryptoProvider_.so",
        "libasyncProfiler-linux-x64-17b9a1d8156277a98ccc871afa9a8f69215f92.so, libasyncProfiler-_.so",
        "/tmp/libasyncProfiler-linux-musl-x64-17b9a1d8156277a98ccc871afa9a8f69215f92.so (deleted), libasyncProfiler-_.so",
        "com/shop/Cart$$EnhancerBySpringCGLIB$$9a8b7c, com/shop/Cart$$EnhancerBySpringCGLIB$$_",
        "A$$EnhancerBySpringCGLIB$$1$$FastClassBySpringCGLIB$$2, A$$EnhancerBySpringCGLIB$$_"
    })
    void bringsGeneratedNamesIntoOneForm(String name, String expected) {
        assertThat(normalised(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "java/lang/Thread",
                "jdk/internal/reflect/GeneratedMethodAccessor",
                "jdk/internal/reflect/GeneratedMethodAccessor3a",
                "xjdk/internal/reflect/GeneratedMethodAccessor3",
                "java/lang/invoke/LambdaForm$DMH.0x00007ff44c0c4640",
                "$$Lambda$1/0x12",
                "A$$Lambda",
                "A$$Lambda$",
                "A$$Lambda$12",
                "A$$Lambda/",
                "A$$Lambda/0x",
                "A$$Lambda/0xzz",
                "A$$Lambda+0x12",
                "A$$Lambda$1/0x12.run",
                "libzstd-jni-1.5-1.so",
                "libzstd-jni-1.5.1.so",
                "libzstd-jni-1.5.1-1.so.1",
                "/var/libzstd-jni-1.5.1-1.so",
                "libamazonCorrettoCryptoProvider109b39cf33c563e.so",
                "libamazonCorrettoCryptoProvider109b39cf33c563eb/libother.so",
                "libasyncProfiler-linux-x64-505cc169188276c919be50bc1b47e8f236295f.so",
                "libasyncProfiler-windows-17b9a1d8156277a98ccc871afa9a8f69215f92.so",
                "A$$EnhancerBySpringCGLIB$$",
                "$$EnhancerBySpringCGLIB$$12",
                " (deleted)",
                ".so",
                "/tmp/.so (deleted)"
            })
    void leavesOtherNamesAsTheyAre(String name) {
        assertThat(normalised(name)).isEqualTo(name);
    }

    @Test
    void takesNoLongerForNamesMadeToBeSlow() {
        String name = "$$Lambda".repeat(8000) + "$".repeat(1000);

        assertThat(normalised(name)).isEqualTo(name);
    }
}
