// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Brings the names of generated classes and unpacked libraries into a form that is the same in
/// every run of a program.
///
/// Each rule is for whole names; what does not match to the last byte stays as it is. All are
/// linear in the name's length.
final class SymbolNames {

    private static final byte[] ACCESSOR = ascii("jdk/internal/reflect/GeneratedMethodAccessor");
    private static final byte[] LAMBDA = ascii("$$Lambda");
    private static final byte[] SPRING = ascii("$$EnhancerBySpringCGLIB$$");
    private static final byte[] TMP = ascii("/tmp/");
    private static final byte[] DELETED = ascii(" (deleted)");
    private static final byte[] LIBRARY = ascii(".so");
    private static final byte[] ZSTD = ascii("libzstd-jni-");
    private static final byte[] LIB = ascii("lib");
    private static final byte[] CORRETTO = ascii("amazonCorrettoCryptoProvider");
    private static final byte[] NATIVE = ascii("NativeLibraries.");
    private static final byte[] LIBCRYPTO = ascii("/libcrypto");
    private static final byte[] SLASH_CORRETTO = ascii("/libamazonCorrettoCryptoProvider");
    private static final byte[] PROFILER = ascii("libasyncProfiler-");
    private static final byte[] PROFILER_HASH = ascii("-17b9a1d8156277a98ccc871afa9a8f69215f92");
    private static final byte[][] PLATFORMS = {
        ascii("linux-arm64"), ascii("linux-musl-x64"), ascii("linux-x64"), ascii("macos")
    };
    private static final byte[] ZSTD_NAME = ascii("libzstd-jni-_.so");
    private static final byte[] CORRETTO_NAME = ascii("libamazonCorrettoCryptoProvider_.so");
    private static final byte[] PROFILER_NAME = ascii("libasyncProfiler-_.so");

    private static final int CORRETTO_DIGITS = 16;

    private SymbolNames() {}

    /// Rewrites a name in place, which never makes it longer.
    ///
    /// @return the new end
    static int normalise(byte[] b, int from, int to) {
        int end = to;
        if (startsWith(b, from, end, ACCESSOR)) {
            int digits = from + ACCESSOR.length;
            if (digits < end && digits(b, digits, end) == end) {
                b[digits] = '_';
                end = digits + 1;
            }
        }
        end = lambda(b, from, end);
        int library = withoutDeleted(b, from, end);
        if (endsWith(b, from, library, LIBRARY)) {
            end = library(b, from, library - LIBRARY.length, end);
        }
        return spring(b, from, end);
    }

    /// A name up to the last `$$Lambda` and then the number of a class, its address or both.
    private static int lambda(byte[] b, int from, int to) {
        int at = lastIndexOf(b, from + 1, to, LAMBDA);
        if (at < 0) {
            return to;
        }
        int number = at + LAMBDA.length;
        boolean isNumber = number < to && digits(b, number, to) == to;
        if (!isNumber && !isAddress(b, number, to)) {
            return to;
        }
        b[number] = '_';
        return number + 1;
    }

    private static boolean isAddress(byte[] b, int from, int to) {
        int at = from < to && b[from] == '$' ? from + 1 : from;
        at = digits(b, at, to);
        if (at == to || (b[at] != '.' && b[at] != '/')) {
            return false;
        }
        at++;
        if (to - at > 2 && b[at] == '0' && b[at + 1] == 'x') {
            at += 2;
        }
        return at < to && hex(b, at, to) == to;
    }

    private static int spring(byte[] b, int from, int to) {
        int at = lastIndexOf(b, from + 1, to - 1, SPRING);
        if (at < 0) {
            return to;
        }
        b[at + SPRING.length] = '_';
        return at + SPRING.length + 1;
    }

    /// @param stem where the name ends without `.so`
    /// @param to where it ends; what is returned if no rule matches
    private static int library(byte[] b, int from, int stem, int to) {
        int dot = from < stem && b[from] == '.' ? from + 1 : from;
        boolean isTemporary = startsWith(b, dot, stem, TMP);
        int start = isTemporary ? dot + TMP.length : from;
        if (startsWith(b, start, stem, ZSTD)) {
            return isZstd(b, start + ZSTD.length, stem) ? put(b, from, ZSTD_NAME) : to;
        }
        if (startsWith(b, start, stem, PROFILER)) {
            return isProfiler(b, start + PROFILER.length, stem) ? put(b, from, PROFILER_NAME) : to;
        }
        int provider = startsWith(b, start, stem, LIB) ? start + LIB.length : start;
        if (startsWith(b, provider, stem, CORRETTO)) {
            boolean isCorretto = isCorretto(b, provider + CORRETTO.length, stem);
            return isCorretto ? put(b, from, CORRETTO_NAME) : to;
        }
        return to;
    }

    /// Three numbers with dots between them, and one behind a dash.
    private static boolean isZstd(byte[] b, int from, int to) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            int end = digits(b, at, to);
            if (end == at) {
                return false;
            }
            if (part == 3) {
                return end == to;
            }
            if (end == to || b[end] != (part == 2 ? '-' : '.')) {
                return false;
            }
            at = end + 1;
        }
        return false;
    }

    private static boolean isProfiler(byte[] b, int from, int to) {
        for (byte[] platform : PLATFORMS) {
            int hash = from + platform.length;
            if (startsWith(b, from, to, platform)
                    && startsWith(b, hash, to, PROFILER_HASH)
                    && hash + PROFILER_HASH.length == to) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCorretto(byte[] b, int from, int to) {
        int at = startsWith(b, from, to, NATIVE) ? from + NATIVE.length : from;
        int end = at + CORRETTO_DIGITS;
        if (end > to || hex(b, at, end) != end) {
            return false;
        }
        return end == to || is(b, end, to, LIBCRYPTO) || is(b, end, to, SLASH_CORRETTO);
    }

    private static int withoutDeleted(byte[] b, int from, int to) {
        return endsWith(b, from, to, DELETED) ? to - DELETED.length : to;
    }

    private static int put(byte[] b, int from, byte[] name) {
        System.arraycopy(name, 0, b, from, name.length);
        return from + name.length;
    }

    private static int digits(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] >= '0' && b[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int hex(byte[] b, int from, int to) {
        int at = from;
        while (at < to && ((b[at] >= '0' && b[at] <= '9') || (b[at] >= 'a' && b[at] <= 'f'))) {
            at++;
        }
        return at;
    }

    private static boolean is(byte[] b, int from, int to, byte[] expected) {
        return Arrays.equals(b, from, to, expected, 0, expected.length);
    }

    private static boolean startsWith(byte[] b, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && is(b, from, from + prefix.length, prefix);
    }

    private static boolean endsWith(byte[] b, int from, int to, byte[] suffix) {
        return to - from >= suffix.length && is(b, to - suffix.length, to, suffix);
    }

    private static int lastIndexOf(byte[] b, int from, int to, byte[] text) {
        for (int at = to - text.length; at >= from; at--) {
            if (b[at] == '$' && is(b, at, at + text.length, text)) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
