// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.dynatrace.hash4j.hashing.Hashing;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/// JSON for people and for tools without Hearth. Its last member, `checksum`, is the XXH3 (64 bits,
/// hexadecimal) of all bytes before that member. Safe for many threads.
final class SealedJson {

    private static final int VERSION = 1;
    private static final String TENANT = "tenant";
    private static final String CHECKSUM = ",\n  \"checksum\" : \"";
    private static final String END = "\"\n}\n";
    private static final int DIGITS = 16;

    private final ObjectMapper json = new ObjectMapper();

    /// An object that begins with its version and its tenant.
    ObjectNode open(TenantId tenant) {
        return open(TENANT, tenant.value());
    }

    /// An object that begins with its version and what tells whose it is.
    ObjectNode open(String member, String owner) {
        return json.createObjectNode().put("version", VERSION).put(member, owner);
    }

    byte[] seal(ObjectNode root) {
        try {
            String body = json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
            String open = body.substring(0, body.lastIndexOf('\n'));
            return (open + CHECKSUM + checksum(open) + END).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads what [#seal] wrote.
    ///
    /// @param key the object, for messages
    /// @throws CorruptIndexException if the bytes are none of the tenant's
    JsonNode read(String key, TenantId tenant, byte[] bytes) throws CorruptIndexException {
        return read(key, TENANT, tenant.value(), bytes);
    }

    /// As above, of [#open(String, String)].
    JsonNode read(String key, String member, String owner, byte[] bytes)
            throws CorruptIndexException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int at = text.lastIndexOf(CHECKSUM);
        if (at < 0
                || !text.substring(at).equals(CHECKSUM + checksum(text.substring(0, at)) + END)) {
            throw new CorruptIndexException(key, "its checksum is wrong");
        }
        JsonNode root;
        try {
            root = json.readTree(text);
        } catch (IOException e) {
            throw new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
        if (root.path("version").asInt() != VERSION) {
            throw new CorruptIndexException(
                    key, "version is %s (expected %d)".formatted(root.path("version"), VERSION));
        }
        if (!root.path(member).asText().equals(owner)) {
            throw new CorruptIndexException(
                    key, "%s is %s (expected \"%s\")".formatted(member, root.path(member), owner));
        }
        return root;
    }

    private static String checksum(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "%016x".formatted(Hashing.xxh3_64().hashBytesToLong(bytes));
    }

    /// The checksum of sealed bytes.
    static String sealOf(byte[] sealed) {
        int end = sealed.length - END.length();
        return new String(sealed, end - DIGITS, DIGITS, StandardCharsets.UTF_8);
    }

    /// Whether bytes are the last [#tailLength] ones of an object with a checksum.
    static boolean isEnd(byte[] tail, String seal) {
        return new String(tail, StandardCharsets.UTF_8).equals(seal + END);
    }

    /// How many bytes at the end tell two sealed objects apart.
    static int tailLength() {
        return DIGITS + END.length();
    }

    /// @throws IllegalArgumentException if the node is none
    static long number(JsonNode node) {
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw new IllegalArgumentException("a number is " + node + " (expected a whole one)");
        }
        return node.asLong();
    }

    /// @throws IllegalArgumentException if the node is none
    static boolean flag(JsonNode node) {
        if (!node.isBoolean()) {
            throw new IllegalArgumentException("a flag is " + node + " (expected true or false)");
        }
        return node.asBoolean();
    }

    /// @throws IllegalArgumentException if the node is none
    static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("a text is " + node + " (expected a string)");
        }
        return node.asText();
    }

    /// Numbers by name.
    static SortedMap<String, Long> numbers(JsonNode from) {
        TreeMap<String, Long> numbers = new TreeMap<>();
        from.properties().forEach(each -> numbers.put(each.getKey(), number(each.getValue())));
        return numbers;
    }
}
