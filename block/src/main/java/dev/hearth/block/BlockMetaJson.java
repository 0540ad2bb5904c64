// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import com.dynatrace.hash4j.hashing.Hashing;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The bytes of `meta.json`: see `docs/formats/block-v1.md`. Its last member is the XXH3 (64 bits,
/// hexadecimal) of all bytes before that member. Safe for many threads.
public final class BlockMetaJson {

    private static final int VERSION = 1;
    private static final String CHECKSUM = ",\n  \"checksum\" : \"";

    private final ObjectMapper json = new ObjectMapper();

    /// A codec.
    public BlockMetaJson() {}

    /// Writes a block's description.
    public byte[] encode(BlockMeta meta) {
        ObjectNode root = json.createObjectNode();
        root.put("version", VERSION);
        root.put("block", meta.id().text());
        root.put("tenant", meta.tenant().value());
        root.put("life", meta.life());
        root.put("level", meta.level());
        root.put("min_time_nanos", meta.minTimeNanos());
        root.put("max_time_nanos", meta.maxTimeNanos());
        root.put("marked", meta.marked());
        root.put("deletions_applied", meta.deletionsApplied());
        putSources(root.putObject("sources"), meta.sources());
        ObjectNode files = root.putObject("files");
        meta.files()
                .forEach((file, content) ->
                        files.putObject(file.fileName())
                                .put("length", content.length())
                                .put("checksum", "%016x".formatted(content.checksum()))
                                .put("tail", "%08x".formatted(content.tail())));
        ArrayNode services = root.putArray("services");
        for (BlockMeta.Service service : meta.services()) {
            ObjectNode each = services.addObject().put("service", service.service());
            ObjectNode rows = each.putObject("rows");
            for (BlockFile file : BlockFile.values()) {
                SegmentFooter.Rows found = service.rows().get(file);
                if (found != null) {
                    rows.putArray(file.fileName()).add(found.first()).add(found.count());
                }
            }
        }
        return seal(root);
    }

    private static void putSources(ObjectNode into, BlockMeta.Sources sources) {
        ArrayNode blocks = into.putArray("blocks");
        sources.blocks().forEach(id -> blocks.add(id.text()));
        ArrayNode job = into.putArray("job");
        sources.job().forEach(id -> job.add(id.text()));
        ObjectNode positions = into.putObject("positions");
        sources.positions()
                .forEach((partition, range) ->
                        positions.putArray(partition).add(range.start()).add(range.end()));
    }

    private byte[] seal(ObjectNode root) {
        try {
            String body = json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
            String open = body.substring(0, body.lastIndexOf('\n'));
            return (open + CHECKSUM + checksum(open) + "\"\n}\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String checksum(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return "%016x".formatted(Hashing.xxh3_64().hashBytesToLong(bytes));
    }

    private static boolean isSealed(String text) {
        int at = text.lastIndexOf(CHECKSUM);
        if (at < 0) {
            return false;
        }
        String open = text.substring(0, at);
        return text.equals(open + CHECKSUM + checksum(open) + "\"\n}\n");
    }

    /// Reads a block's description.
    ///
    /// @param key the object, for messages
    /// @throws CorruptSegmentException if the bytes are not what was written
    public BlockMeta decode(String key, byte[] bytes) throws CorruptSegmentException {
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (!isSealed(text)) {
                throw new CorruptSegmentException(key, 0, "its checksum is wrong");
            }
            JsonNode root = json.readTree(text);
            if (root == null || root.path("version").asInt() != VERSION) {
                throw new CorruptSegmentException(
                        key, 0, "it is no description of a block of version " + VERSION);
            }
            return meta(root);
        } catch (CorruptSegmentException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new CorruptSegmentException(key, 0, String.valueOf(e.getMessage()));
        }
    }

    private static BlockMeta meta(JsonNode root) {
        Map<String, BlockFile> names = new TreeMap<>();
        for (BlockFile file : BlockFile.values()) {
            names.put(file.fileName(), file);
        }
        TreeMap<BlockFile, BlockMeta.Content> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : root.path("files").properties()) {
            long checksum = Long.parseUnsignedLong(each.getValue().path("checksum").asText(), 16);
            long length = number(each.getValue().path("length"));
            int tail = Integer.parseUnsignedInt(each.getValue().path("tail").asText(), 16);
            files.put(file(names, each.getKey()), new BlockMeta.Content(length, checksum, tail));
        }
        List<BlockMeta.Service> services = new ArrayList<>();
        for (JsonNode service : root.path("services")) {
            Map<BlockFile, SegmentFooter.Rows> rows = new EnumMap<>(BlockFile.class);
            for (Map.Entry<String, JsonNode> each : service.path("rows").properties()) {
                rows.put(
                        file(names, each.getKey()),
                        new SegmentFooter.Rows(
                                Math.toIntExact(number(each.getValue().path(0))),
                                Math.toIntExact(number(each.getValue().path(1)))));
            }
            services.add(new BlockMeta.Service(service.path("service").asText(), rows));
        }
        return new BlockMeta(
                new BlockId(root.path("block").asText()),
                new TenantId(root.path("tenant").asText()),
                root.path("life").asText(),
                Math.toIntExact(number(root.path("level"))),
                number(root.path("min_time_nanos")),
                number(root.path("max_time_nanos")),
                number(root.path("marked")),
                number(root.path("deletions_applied")),
                sources(root.path("sources")),
                files,
                services);
    }

    private static BlockFile file(Map<String, BlockFile> names, String name) {
        BlockFile file = names.get(name);
        if (file == null) {
            throw new IllegalArgumentException(
                    "file is \"%s\" (expected one of %s)".formatted(name, names.keySet()));
        }
        return file;
    }

    private static BlockMeta.Sources sources(JsonNode from) {
        TreeMap<String, BlockMeta.Positions> positions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : from.path("positions").properties()) {
            positions.put(
                    each.getKey(),
                    new BlockMeta.Positions(
                            number(each.getValue().path(0)), number(each.getValue().path(1))));
        }
        return new BlockMeta.Sources(ids(from.path("blocks")), ids(from.path("job")), positions);
    }

    private static List<BlockId> ids(JsonNode from) {
        List<BlockId> ids = new ArrayList<>();
        from.forEach(id -> ids.add(new BlockId(id.asText())));
        return ids;
    }

    private static long number(JsonNode node) {
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw new IllegalArgumentException("a number is " + node + " (expected a whole one)");
        }
        return node.asLong();
    }
}
