// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.ring.Member;
import dev.hearth.ring.MemberState;
import dev.hearth.ring.MemoryRingStore;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingPartition;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RingRoutesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final MemoryRingStore store = new MemoryRingStore();
    private final Ring ingesters =
            new Ring(RingName.INGESTERS, store, Duration.ofMinutes(1), () -> NOW);
    private final Ring queriers =
            new Ring(RingName.QUERIERS, store, Duration.ofMinutes(1), () -> NOW);
    private final RingRoutes routes = new RingRoutes(store, List.of(ingesters, queriers));

    private record Call(
            String path, Map<String, String> headers, Map<String, String> parameters, String form)
            implements HttpCall {

        @Override
        public @Nullable String query(String name) {
            return parameters.get(name);
        }

        @Override
        public List<String> queryAll(String name) {
            return parameters.containsKey(name)
                    ? List.of(parameters.getOrDefault(name, ""))
                    : List.of();
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public byte[] body() {
            return form.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Tenants tenants() {
            return Tenants.of(TenantId.ANONYMOUS);
        }
    }

    @BeforeEach
    void fill() {
        store.update(
                RingName.INGESTERS,
                state ->
                        state.with(member("here<1>", NOW, "p1"))
                                .with(member("away", NOW.minusSeconds(90), "p2"))
                                .with(partition("p1"))
                                .with(partition("p2")));
        store.update(RingName.QUERIERS, state -> state.with(member("querier", NOW)));
    }

    private static Member member(String id, Instant heartbeat, String... partitions) {
        return new Member(
                id,
                "10.0.0.1:9095",
                "a",
                MemberState.ACTIVE,
                1,
                heartbeat,
                NOW,
                List.of(partitions));
    }

    private static RingPartition partition(String id) {
        return new RingPartition(id, "a", PartitionState.ACTIVE, 1, NOW, 64);
    }

    private HttpReply call(String method, Call call) throws Exception {
        for (Route route : routes.all()) {
            if (route.method().equals(method) && route.path().equals(call.path())) {
                return route.handler().handle(call);
            }
        }
        throw new AssertionError("no route " + method + " " + call.path());
    }

    private String get(String path, Map<String, String> headers, Map<String, String> parameters)
            throws Exception {
        HttpReply reply = call("GET", new Call(path, headers, parameters, ""));
        assertThat(reply.status()).isEqualTo(200);
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void thePageShowsAllRingsAndWhoIsAway() throws Exception {
        String page = get("/ring", Map.of(), Map.of());

        assertThat(page)
                .contains(
                        "<h2>ingesters</h2>", "<h2>queriers</h2>", "here&lt;1&gt;", "active, away")
                .contains("<button name=\"forget\" value=\"away\">")
                .doesNotContain("here<1>");
    }

    @Test
    void programsGetJson() throws Exception {
        String json = get("/ring", Map.of("accept", "application/json"), Map.of());

        assertThat(json)
                .contains("\"id\" : \"away\"", "\"healthy\" : false", "\"name\" : \"queriers\"")
                .isEqualTo(get("/ring", Map.of(), Map.of("format", "json")));
    }

    @Test
    void aMemberIsForgotten() throws Exception {
        HttpReply reply =
                call(
                        "POST",
                        new Call("/ring", Map.of(), Map.of(), "ring=ingesters&forget=here%3C1%3E"));

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.headers()).containsEntry("location", "ring");
        assertThat(ingesters.active()).isEmpty();
        assertThat(ingesters.partitions()).hasSize(1);
    }

    @Test
    void onlyAPartitionWithoutAnOwnerIsForgotten() throws Exception {
        Call call = new Call("/ring", Map.of(), Map.of(), "ring=ingesters&forget=p1");

        assertThatThrownBy(() -> call("POST", call)).isInstanceOf(StatusException.class);
        store.update(RingName.INGESTERS, state -> state.with(partition("lost")));
        assertThat(get("/ring", Map.of(), Map.of()))
                .contains("<button name=\"forget\" value=\"lost\">")
                .doesNotContain("value=\"p1\"");

        HttpReply reply =
                call("POST", new Call("/ring", Map.of(), Map.of(), "ring=ingesters&forget=lost"));

        assertThat(reply.status()).isEqualTo(303);
        assertThat(ingesters.partitions())
                .extracting(owners -> owners.partition().id())
                .doesNotContain("lost");
    }

    @Test
    void whoIsNotThereCannotBeForgotten() {
        assertThatThrownBy(() ->
                        call(
                                "POST",
                                new Call("/ring", Map.of(), Map.of(), "ring=ingesters&forget=x")))
                .isInstanceOf(StatusException.class)
                .hasMessage(
                        "forget is \"x\" (expected a member of the ring of the ingesters, or a partition of it that nobody owns)");
        assertThatThrownBy(() -> call("POST", new Call("/ring", Map.of(), Map.of(), "forget=away")))
                .isInstanceOf(StatusException.class)
                .hasMessage("ring is \"\" (expected one of [ingesters, queriers])");
    }

    @Test
    void formsOfOtherSitesAreRefused() {
        Call call =
                new Call(
                        "/ring",
                        Map.of("sec-fetch-site", "cross-site"),
                        Map.of(),
                        "ring=ingesters&forget=away");

        assertThatThrownBy(() -> call("POST", call)).isInstanceOf(StatusException.class);
        assertThat(ingesters.partitions()).hasSize(2);
    }

    @Test
    void withoutGossipThereIsNobodyToShow() throws Exception {
        assertThat(get("/memberlist", Map.of(), Map.of())).contains("rings are kept in inmemory");
        assertThat(get("/memberlist", Map.of("accept", "application/json"), Map.of()))
                .contains("\"peers\" : [ ]");
    }

    @Test
    void metricsCountMembersAndTokens() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RingMetrics.watch(ingesters, meters);

        assertThat(meters.get("pyroscope.ring.members").tag("state", "ACTIVE").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("pyroscope.ring.members").tag("state", "Unhealthy").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("pyroscope.ring.tokens.total").gauge().value()).isEqualTo(128);
        assertThat(meters.get("hearth.ring.partitions.orphaned").gauge().value()).isEqualTo(1);
    }
}
