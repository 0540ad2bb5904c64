// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/// The bytes of [Lives]: see `docs/formats/index-v1.md`. Safe for many threads.
final class LivesJson implements VersionCodec<Lives> {

    private static final String SHARD = "shard";

    private final String shard;
    private final SealedJson json = new SealedJson();

    /// @param shard which tenants they are about: two hexadecimal digits
    LivesJson(String shard) {
        this.shard = shard;
    }

    @Override
    public byte[] encode(Lives lives, String previous, String seal, String writer) {
        ObjectNode root = json.open(SHARD, shard);
        root.put("previous", previous);
        root.put("previous_checksum", seal);
        root.put("writer", writer);
        ObjectNode into = root.putObject("lives");
        lives.byTenant().forEach(into::put);
        return json.seal(root);
    }

    @Override
    public Decoded<Lives> decode(String key, byte[] bytes) throws CorruptIndexException {
        JsonNode root = json.read(key, SHARD, shard, bytes);
        try {
            TreeMap<String, String> lives = new TreeMap<>();
            for (Map.Entry<String, JsonNode> each : root.path("lives").properties()) {
                lives.put(each.getKey(), SealedJson.text(each.getValue()));
            }
            return new Decoded<>(
                    new Lives(lives),
                    SealedJson.text(root.path("previous")),
                    SealedJson.text(root.path("previous_checksum")));
        } catch (IllegalArgumentException e) {
            throw new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
    }
}
