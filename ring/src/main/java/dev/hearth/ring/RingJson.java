// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A ring as JSON, as it is kept in Consul and sent by gossip. Fields that it does not know are
/// left out, those that are missing have a default, so that versions one step apart understand each
/// other. Safe for many threads.
///
/// ```text
/// {"members":{"host-1f2e":{"address":"10.0.0.1:9095","zone":"a","state":"active",
///     "version":1763900000000,"heartbeat":1763900000000,"registered":1763900000000,
///     "partitions":["0198c0de-…"]}},
///  "partitions":{"0198c0de-…":{"zone":"a","state":"active","version":1763900000000,
///     "since":1763900000000,"tokens":512}}}
/// ```
final class RingJson {

    private final JsonMapper json = new JsonMapper();

    byte[] encode(RingState state) {
        return encodeNode(state).toString().getBytes(StandardCharsets.UTF_8);
    }

    ObjectNode encodeNode(RingState state) {
        ObjectNode root = json.createObjectNode();
        ObjectNode members = root.putObject("members");
        state.members().values().forEach(member -> write(members.putObject(member.id()), member));
        ObjectNode partitions = root.putObject("partitions");
        for (RingPartition partition : state.partitions().values()) {
            partitions
                    .putObject(partition.id())
                    .put("zone", partition.zone())
                    .put("state", Names.of(partition.state()))
                    .put("version", partition.version())
                    .put("since", partition.since().toEpochMilli())
                    .put("tokens", partition.tokens())
                    .put("shared", partition.isShared());
        }
        return root;
    }

    private static void write(ObjectNode into, Member member) {
        into.put("address", member.address())
                .put("zone", member.zone())
                .put("state", Names.of(member.state()))
                .put("version", member.version())
                .put("heartbeat", member.heartbeat().toEpochMilli())
                .put("registered", member.registered().toEpochMilli());
        member.partitions().forEach(into.putArray("partitions")::add);
    }

    /// @throws IOException if the bytes are no ring
    RingState decode(byte[] bytes) throws IOException {
        try {
            return decode(json.readTree(bytes));
        } catch (JsonProcessingException e) {
            throw new IOException("ring is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    RingState decode(JsonNode root) throws IOException {
        if (!root.isObject()) {
            throw new IOException(
                    "ring is a JSON %s (expected an object)".formatted(root.getNodeType()));
        }
        List<Member> members = new ArrayList<>();
        List<RingPartition> partitions = new ArrayList<>();
        try {
            for (Map.Entry<String, JsonNode> entry : root.path("members").properties()) {
                members.add(member(entry.getKey(), entry.getValue()));
            }
            for (Map.Entry<String, JsonNode> entry : root.path("partitions").properties()) {
                partitions.add(partition(entry.getKey(), entry.getValue()));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("ring is wrong: " + e.getMessage(), e);
        }
        return RingState.of(members, partitions);
    }

    private static Member member(String id, JsonNode node) {
        List<String> owned = new ArrayList<>();
        node.path("partitions").forEach(partition -> owned.add(partition.asText()));
        return new Member(
                id,
                node.path("address").asText(),
                node.path("zone").asText(),
                Names.memberState(node.path("state").asText()),
                node.path("version").asLong(),
                Instant.ofEpochMilli(node.path("heartbeat").asLong()),
                Instant.ofEpochMilli(node.path("registered").asLong()),
                owned);
    }

    private static RingPartition partition(String id, JsonNode node) {
        return new RingPartition(
                id,
                node.path("zone").asText(),
                Names.partitionState(node.path("state").asText()),
                node.path("version").asLong(),
                Instant.ofEpochMilli(node.path("since").asLong()),
                node.path("tokens").asInt(RingPartition.DEFAULT_TOKENS),
                node.path("shared").asBoolean(false));
    }

    /// States as they are written.
    private static final class Names {

        private Names() {}

        static String of(Enum<?> state) {
            return state.name().toLowerCase(java.util.Locale.ROOT);
        }

        static MemberState memberState(String text) {
            return switch (text) {
                case "joining" -> MemberState.JOINING;
                case "active" -> MemberState.ACTIVE;
                case "leaving" -> MemberState.LEAVING;
                case "gone" -> MemberState.GONE;
                default -> throw unknown(text, "joining, active, leaving or gone");
            };
        }

        static PartitionState partitionState(String text) {
            return switch (text) {
                case "active" -> PartitionState.ACTIVE;
                case "read_only" -> PartitionState.READ_ONLY;
                case "retired" -> PartitionState.RETIRED;
                default -> throw unknown(text, "active, read_only or retired");
            };
        }

        private static IllegalArgumentException unknown(String text, String expected) {
            return new IllegalArgumentException(
                    "state is \"%s\" (expected %s)".formatted(text, expected));
        }
    }
}
