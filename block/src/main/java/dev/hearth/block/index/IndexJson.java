// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.dynatrace.hash4j.hashing.Hashing;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The bytes of an index: JSON, for people and for tools without Hearth. Its last member is the
/// XXH3 (64 bits, hexadecimal) of all bytes before that member.
final class IndexJson {

    private static final int VERSION = 1;
    private static final String CHECKSUM = ",\n  \"checksum\" : \"";

    private final ObjectMapper json = new ObjectMapper();

    /// @param writer tells this version from one that another writes at the same time
    byte[] encode(TenantIndex index, String writer) {
        ObjectNode root = json.createObjectNode();
        root.put("version", VERSION);
        root.put("tenant", index.tenant().value());
        root.put("writer", writer);
        ObjectNode covered = root.putObject("covered");
        index.covered().forEach(covered::put);
        ArrayNode blocks = root.putArray("blocks");
        for (IndexedBlock block : index.live().values()) {
            blocks.addObject()
                    .put("block", block.id().text())
                    .put("min_time_nanos", block.minTimeNanos())
                    .put("max_time_nanos", block.maxTimeNanos())
                    .put("level", block.level())
                    .put("bytes", block.bytes())
                    .put("profiles", block.profiles())
                    .put("samples", block.samples())
                    .put("deletions_applied", block.deletionsApplied());
        }
        putTimes(root.putObject("pending"), index.pending());
        putTimes(root.putObject("gone"), index.gone());
        return seal(root);
    }

    private byte[] seal(ObjectNode root) {
        try {
            String body = json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
            String open = body.substring(0, body.lastIndexOf('\n'));
            String sum = checksum(open.getBytes(StandardCharsets.UTF_8));
            return (open + CHECKSUM + sum + "\"\n}\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String checksum(byte[] bytes) {
        return "%016x".formatted(Hashing.xxh3_64().hashBytesToLong(bytes));
    }

    private static boolean isSealed(String text) {
        int at = text.lastIndexOf(CHECKSUM);
        if (at < 0) {
            return false;
        }
        String open = text.substring(0, at);
        String sum = checksum(open.getBytes(StandardCharsets.UTF_8));
        return text.equals(open + CHECKSUM + sum + "\"\n}\n");
    }

    private static void putTimes(ObjectNode into, SortedMap<BlockId, Instant> times) {
        times.forEach((block, time) -> into.put(block.text(), time.toString()));
    }

    /// @param key the object, for messages
    /// @throws CorruptIndexException if the bytes are no index of the tenant
    TenantIndex decode(String key, TenantId tenant, byte[] bytes) throws CorruptIndexException {
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (!isSealed(text)) {
                throw new CorruptIndexException(key, "its checksum is wrong");
            }
            JsonNode root = json.readTree(text);
            if (root == null || root.path("version").asInt() != VERSION) {
                throw new CorruptIndexException(key, "no index of version " + VERSION);
            }
            if (!root.path("tenant").asText().equals(tenant.value())) {
                throw new CorruptIndexException(key, "the index of another tenant");
            }
            return index(root, tenant);
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw e instanceof CorruptIndexException known
                    ? known
                    : new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
    }

    private static TenantIndex index(JsonNode root, TenantId tenant) {
        TreeMap<String, Long> covered = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : root.path("covered").properties()) {
            covered.put(each.getKey(), number(each.getValue()));
        }
        TreeMap<BlockId, IndexedBlock> live = new TreeMap<>();
        for (JsonNode block : root.path("blocks")) {
            IndexedBlock read =
                    new IndexedBlock(
                            new BlockId(block.path("block").asText()),
                            number(block.path("min_time_nanos")),
                            number(block.path("max_time_nanos")),
                            Math.toIntExact(number(block.path("level"))),
                            number(block.path("bytes")),
                            number(block.path("profiles")),
                            number(block.path("samples")),
                            number(block.path("deletions_applied")));
            live.put(read.id(), read);
        }
        return new TenantIndex(
                tenant, covered, live, times(root.path("pending")), times(root.path("gone")));
    }

    private static long number(JsonNode node) {
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw new IllegalArgumentException("a number is " + node + " (expected a whole one)");
        }
        return node.asLong();
    }

    private static SortedMap<BlockId, Instant> times(JsonNode from) {
        TreeMap<BlockId, Instant> times = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : from.properties()) {
            times.put(new BlockId(each.getKey()), Instant.parse(each.getValue().asText()));
        }
        return times;
    }
}
