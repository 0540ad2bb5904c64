// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Length and SHA-256 of the objects of one debug file, by the last part of their keys. As text a
/// line each, `<name> <bytes> <hexadecimal digits>`, and a last one with the SHA-256 of all before.
final class FileChecksums {

    private static final String LAST = "checksums ";
    private static final int CHUNK = 1 << 20;

    private final SortedMap<String, String> lines = new TreeMap<>();

    void put(String name, Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        lines.put(name, line(size, digest));
    }

    void put(String name, byte[] bytes) {
        MessageDigest digest = digest();
        digest.update(bytes);
        lines.put(name, line(bytes.length, digest));
    }

    /// What is wrong with an object; null if nothing is, or nothing is known of it.
    ///
    /// @param size its bytes
    @Nullable String problem(String name, ObjectStore store, String key, long size)
            throws IOException {
        String expected = lines.get(name);
        if (expected == null) {
            return null;
        }
        MessageDigest digest = digest();
        for (long at = 0; at < size; at += CHUNK) {
            digest.update(store.getRange(key, at, (int) Math.min(CHUNK, size - at)));
        }
        String found = line(size, digest);
        return found.equals(expected)
                ? null
                : "bytes and SHA-256 are %s (expected %s)".formatted(found, expected);
    }

    /// Whether an object is as long as it was when its checksum was made.
    boolean isLength(String name, long size) {
        return lines.getOrDefault(name, "").startsWith(size + " ");
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> line : lines.entrySet()) {
            text.append(line.getKey()).append(' ').append(line.getValue()).append('\n');
        }
        return (text + LAST + seal(text.toString()) + "\n").getBytes(UTF_8);
    }

    /// Reads what [#encode] wrote.
    ///
    /// @return null if the bytes are something else
    static @Nullable FileChecksums decode(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        int end = Math.max(0, text.lastIndexOf(LAST));
        String head = text.substring(0, end);
        if (!text.equals(head + LAST + seal(head) + "\n")) {
            return null;
        }
        FileChecksums read = new FileChecksums();
        for (String line : head.lines().toList()) {
            int space = line.indexOf(' ');
            if (space < 0) {
                return null;
            }
            read.lines.put(line.substring(0, space), line.substring(space + 1));
        }
        return read;
    }

    private static String seal(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(UTF_8)));
    }

    private static String line(long size, MessageDigest digest) {
        return size + " " + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
