// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// What one member tells others about rings.
///
/// @param rings some or all entries of each
/// @param asks whether the receiver is to answer with what it knows and these entries do not say
record GossipMessage(Map<RingName, RingState> rings, boolean asks) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final RingJson RING_JSON = new RingJson();

    GossipMessage {
        rings = Map.copyOf(rings);
    }

    byte[] encode() {
        ObjectNode root = JSON.createObjectNode().put("asks", asks);
        ObjectNode all = root.putObject("rings");
        rings.forEach((ring, state) -> all.set(ring.key(), RING_JSON.encodeNode(state)));
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Rings that it does not know are left out.
    ///
    /// @throws IOException if the bytes are no message
    static GossipMessage decode(byte[] bytes, int offset, int length) throws IOException {
        try {
            JsonNode root = JSON.readTree(bytes, offset, length);
            Map<RingName, RingState> rings = new EnumMap<>(RingName.class);
            for (RingName ring : RingName.values()) {
                JsonNode state = root.path("rings").get(ring.key());
                if (state != null) {
                    rings.put(ring, RING_JSON.decode(state));
                }
            }
            return new GossipMessage(rings, root.path("asks").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IOException("gossip is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
