// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The bytes of an index: see `docs/formats/index-v1.md`. Safe for many threads.
final class IndexJson implements VersionCodec<TenantIndex> {

    private final TenantId tenant;
    private final SealedJson json = new SealedJson();

    /// @param tenant whose indexes are read
    IndexJson(TenantId tenant) {
        this.tenant = tenant;
    }

    @Override
    public byte[] encode(TenantIndex index, String previous, String seal, String writer) {
        ObjectNode root = json.open(index.tenant());
        root.put("life", index.life());
        root.put("previous", previous);
        root.put("previous_checksum", seal);
        root.put("writer", writer);
        ObjectNode covered = root.putObject("covered");
        index.covered().forEach(covered::put);
        ArrayNode blocks = root.putArray("blocks");
        for (IndexedBlock block : index.live().values()) {
            EntryJson.write(blocks.addObject(), index.tenant(), block);
        }
        putTimes(root.putObject("pending"), index.pending());
        putTimes(root.putObject("gone"), index.gone());
        ArrayNode deletions = root.putArray("deletions");
        index.deletions()
                .values()
                .forEach(deletion -> DeletionJson.write(deletions.addObject(), deletion));
        root.put("next_deletion", index.nextDeletion());
        root.put("ended", index.isEnded());
        if (!index.lost().isEmpty()) {
            ArrayNode lost = root.putArray("lost");
            index.lost().values().forEach(part -> EntryJson.write(lost.addObject(), part));
        }
        return json.seal(root);
    }

    private static void putTimes(ObjectNode into, SortedMap<BlockId, Instant> times) {
        times.forEach((block, time) -> into.put(block.text(), time.toString()));
    }

    @Override
    public Decoded<TenantIndex> decode(String key, byte[] bytes) throws CorruptIndexException {
        JsonNode root = json.read(key, tenant, bytes);
        try {
            return new Decoded<>(
                    index(root, tenant),
                    SealedJson.text(root.path("previous")),
                    SealedJson.text(root.path("previous_checksum")));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
    }

    private static TenantIndex index(JsonNode root, TenantId tenant) {
        TreeMap<BlockId, IndexedBlock> live = new TreeMap<>();
        for (JsonNode block : root.path("blocks")) {
            IndexedBlock read = EntryJson.block(block);
            live.put(read.id(), read);
        }
        TreeMap<Long, Deletion> deletions = new TreeMap<>();
        for (JsonNode deletion : root.path("deletions")) {
            Deletion read = DeletionJson.read(deletion);
            deletions.put(read.number(), read);
        }
        return new TenantIndex(
                tenant,
                SealedJson.text(root.path("life")),
                SealedJson.numbers(root.path("covered")),
                live,
                times(root.path("pending")),
                times(root.path("gone")),
                deletions,
                SealedJson.number(root.path("next_deletion")),
                SealedJson.flag(root.path("ended")),
                lost(root.path("lost")));
    }

    private static SortedMap<String, LostPart> lost(JsonNode from) {
        TreeMap<String, LostPart> lost = new TreeMap<>();
        for (JsonNode each : from) {
            LostPart part = EntryJson.lost(each);
            lost.put(part.object(), part);
        }
        return lost;
    }

    private static SortedMap<BlockId, Instant> times(JsonNode from) {
        TreeMap<BlockId, Instant> times = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : from.properties()) {
            times.put(new BlockId(each.getKey()), Instant.parse(SealedJson.text(each.getValue())));
        }
        return times;
    }
}
