// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server.ring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionShare;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingStore;
import java.util.List;
import java.util.Locale;

/// Rings as JSON, for programs.
final class RingJsonPage {

    private static final JsonMapper JSON = new JsonMapper();

    private RingJsonPage() {}

    static String rings(RingStore store, List<Ring> rings) {
        ObjectNode root = JSON.createObjectNode().put("store", store.kind());
        ArrayNode all = root.putArray("rings");
        for (Ring ring : rings) {
            ObjectNode one = all.addObject().put("name", ring.name().key());
            ArrayNode members = one.putArray("members");
            for (Member member : ring.state().members().values()) {
                write(members.addObject(), member, ring.isHealthy(member));
            }
            ArrayNode partitions = one.putArray("partitions");
            for (PartitionShare share : ring.shares()) {
                ObjectNode partition =
                        partitions
                                .addObject()
                                .put("id", share.partition().id())
                                .put("state", name(share.partition().state()))
                                .put("zone", share.partition().zone())
                                .put("since", share.partition().since().toString())
                                .put("tokens", share.partition().tokens())
                                .put("share", share.share());
                ArrayNode owners = partition.putArray("owners");
                share.owners().forEach(owners::add);
            }
        }
        return root.toPrettyString();
    }

    private static void write(ObjectNode into, Member member, boolean isHealthy) {
        into.put("id", member.id())
                .put("state", name(member.state()))
                .put("healthy", isHealthy)
                .put("address", member.address())
                .put("zone", member.zone())
                .put("heartbeat", member.heartbeat().toString())
                .put("registered", member.registered().toString());
        member.partitions().forEach(into.putArray("partitions")::add);
    }

    private static String name(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String peers(RingStore store) {
        ObjectNode root = JSON.createObjectNode().put("store", store.kind());
        store.peers().forEach(root.putArray("peers")::add);
        return root.toPrettyString();
    }
}
