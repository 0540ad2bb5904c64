// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.objectstoreswift.SwiftHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Gets the address of the store and a token for it, and keeps both until they are refused.
final class SwiftLogin {

    private final SwiftConfig config;
    private final SwiftHttp http;
    private final ObjectMapper json = new ObjectMapper();
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by `lock`.
    private @Nullable Session session;

    SwiftLogin(SwiftConfig config, SwiftHttp http) {
        this.config = config;
        this.http = http;
    }

    /// What a login gave.
    ///
    /// @param store address of the account, without a `/` at the end
    /// @param token sent with each request
    record Session(String store, String token) {}

    /// The session at hand, or a new one.
    Session session() throws IOException {
        lock.lock();
        try {
            if (session == null) {
                session = config.authVersion() == 1 ? first() : third();
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets a session whose token was refused.
    void forget(Session refused) {
        lock.lock();
        try {
            if (refused.equals(session)) {
                session = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private Session first() throws IOException {
        Answer answer =
                http.send(
                        HttpRequest.newBuilder(config.authUrl())
                                .header("X-Auth-User", config.user().name())
                                .header("X-Auth-Key", config.user().password().value()),
                        0);
        check(answer);
        return session(answer.header("X-Storage-Url"), answer.header("X-Auth-Token"));
    }

    private void check(Answer answer) throws IOException {
        if (answer.status() / 100 != 2) {
            throw new IOException(
                    "authentication at %s answered %d (expected a token; see -storage.swift.username and -storage.swift.password)"
                            .formatted(config.authUrl(), answer.status()));
        }
    }

    private Session session(String store, String token) throws IOException {
        if (store.isEmpty() || token.isEmpty()) {
            throw new IOException(
                    "authentication at %s gave no address of a store, or no token (expected both; see -storage.swift.auth-version and -storage.swift.region-name)"
                            .formatted(config.authUrl()));
        }
        String bare = store.endsWith("/") ? store.substring(0, store.length() - 1) : store;
        return new Session(bare, token);
    }

    private Session third() throws IOException {
        byte[] body = json.writeValueAsBytes(question());
        Answer answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(config.authUrl() + "/auth/tokens"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                        body.length);
        check(answer);
        return session(
                store(json.readTree(answer.body()).path("token").path("catalog")),
                answer.header("X-Subject-Token"));
    }

    private ObjectNode question() {
        ObjectNode root = json.createObjectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode user = identity.putObject("password").putObject("user");
        name(user, config.user().id(), config.user().name(), config.user().domain());
        user.put("password", config.user().password().value());
        SwiftConfig.Project project = config.project();
        if (!project.id().isEmpty() || !project.name().isEmpty()) {
            ObjectNode scope = auth.putObject("scope").putObject("project");
            name(scope, project.id(), project.name(), project.domain());
        }
        return root;
    }

    private static void name(ObjectNode node, String id, String name, SwiftConfig.Domain domain) {
        if (!id.isEmpty()) {
            node.put("id", id);
            return;
        }
        node.put("name", name);
        if (!domain.id().isEmpty()) {
            node.putObject("domain").put("id", domain.id());
        } else if (!domain.name().isEmpty()) {
            node.putObject("domain").put("name", domain.name());
        }
    }

    /// Empty if the catalog has none that fits.
    private String store(JsonNode catalog) {
        for (JsonNode service : catalog) {
            if (!service.path("type").asText().equals("object-store")) {
                continue;
            }
            for (JsonNode endpoint : service.path("endpoints")) {
                boolean isPublic = endpoint.path("interface").asText().equals("public");
                boolean isHere =
                        config.region().isEmpty()
                                || endpoint.path("region").asText().equals(config.region());
                if (isPublic && isHere) {
                    return endpoint.path("url").asText();
                }
            }
        }
        return "";
    }
}
