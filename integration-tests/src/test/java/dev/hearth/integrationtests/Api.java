// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The public API of a running Hearth, as a person with curl would call it: Connect with JSON.
public final class Api implements AutoCloseable {

    public static final ObjectMapper JSON = new ObjectMapper();

    public static final String CPU = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final @Nullable String tenant;

    /// @param tenant sent as `X-Scope-OrgID`; null for none
    Api(URI base, @Nullable String tenant) {
        this.base = base;
        this.tenant = tenant;
    }

    public Api(URI base) {
        this(base, null);
    }

    /// Sends a request with a body, or a GET without one.
    HttpResponse<String> send(String path, String contentType, byte @Nullable [] body)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .header("Content-Type", contentType);
        }
        if (tenant != null) {
            request.header("X-Scope-OrgID", tenant);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /// Sends a request without a body by any method.
    HttpResponse<String> sendAs(String method, String path, String... headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (tenant != null) {
            request.header("X-Scope-OrgID", tenant);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /// Calls an RPC and returns its answer.
    ///
    /// @throws IOException if the status is not 200
    JsonNode call(String method, ObjectNode request) throws IOException {
        HttpResponse<String> reply =
                send("/" + method, "application/json", JSON.writeValueAsBytes(request));
        if (reply.statusCode() != 200) {
            throw new IOException(
                    "%s answered %d %s".formatted(method, reply.statusCode(), reply.body()));
        }
        return JSON.readTree(reply.body());
    }

    /// Calls a method of the query service for the range from an hour ago until a minute ahead.
    public JsonNode query(String method, ObjectNode request) throws IOException {
        Instant now = Instant.now();
        if (!request.has("start")) {
            request.put("start", now.minus(Duration.ofHours(1)).toEpochMilli());
            request.put("end", now.plus(Duration.ofMinutes(1)).toEpochMilli());
        }
        return call("querier.v1.QuerierService/" + method, request);
    }

    /// Pushes one pprof profile.
    ///
    /// @param id the client's id of the profile
    /// @return the HTTP status
    int push(Map<String, String> labels, byte[] pprof, String id) throws IOException {
        return pushReply(labels, pprof, id).statusCode();
    }

    HttpResponse<String> pushReply(Map<String, String> labels, byte[] pprof, String id)
            throws IOException {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode series = request.putArray("series").addObject();
        ArrayNode pairs = series.putArray("labels");
        labels.forEach((name, value) -> pairs.addObject().put("name", name).put("value", value));
        series.putArray("samples")
                .addObject()
                .put("rawProfile", Base64.getEncoder().encodeToString(pprof))
                .put("ID", id);
        return send(
                "/push.v1.PusherService/Push", "application/json", JSON.writeValueAsBytes(request));
    }

    /// The flame graph of a selection, as self values by function name.
    public Map<String, Long> selfByFunction(String profileType, String selector)
            throws IOException {
        return self(JSON.createObjectNode(), profileType, selector);
    }

    /// The same from a time on, until a minute ahead.
    Map<String, Long> selfByFunction(String profileType, String selector, Instant begin)
            throws IOException {
        ObjectNode range =
                JSON.createObjectNode()
                        .put("start", begin.toEpochMilli())
                        .put("end", Instant.now().plus(Duration.ofMinutes(1)).toEpochMilli());
        return self(range, profileType, selector);
    }

    private Map<String, Long> self(ObjectNode range, String profileType, String selector)
            throws IOException {
        ObjectNode request =
                range.put("profileTypeID", profileType)
                        .put("labelSelector", selector)
                        .put("maxNodes", 100_000);
        JsonNode graph = query("SelectMergeStacktraces", request).path("flamegraph");
        Map<String, Long> self = new TreeMap<>();
        for (JsonNode level : graph.path("levels")) {
            JsonNode values = level.path("values");
            for (int i = 0; i + 3 < values.size(); i += 4) {
                String name = graph.path("names").path(values.path(i + 3).asInt()).asText();
                self.merge(name, values.path(i + 2).asLong(), Long::sum);
            }
        }
        return self;
    }

    /// The total of a selection by the value of a label.
    public Map<String, Double> totals(String profileType, String selector, String groupBy)
            throws IOException {
        ObjectNode request =
                JSON.createObjectNode()
                        .put("profileTypeID", profileType)
                        .put("labelSelector", selector)
                        .put("step", 15);
        request.putArray("groupBy").add(groupBy);
        Map<String, Double> totals = new TreeMap<>();
        for (JsonNode series : query("SelectSeries", request).path("series")) {
            String value = series.path("labels").path(0).path("value").asText();
            for (JsonNode point : series.path("points")) {
                totals.merge(value, point.path("value").asDouble(), Double::sum);
            }
        }
        return totals;
    }

    /// The ids of all profile types.
    java.util.Set<String> profileTypes() throws IOException {
        java.util.Set<String> ids = new java.util.TreeSet<>();
        for (JsonNode type : query("ProfileTypes", JSON.createObjectNode()).path("profileTypes")) {
            ids.add(type.path("ID").asText());
        }
        return ids;
    }

    @Override
    public void close() {
        http.close();
    }
}
