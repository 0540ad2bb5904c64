// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PushResponse;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.querier.v1.QuerierServiceGrpc;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.querier.v1.SeriesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelNamesResponse;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import dev.hearth.proto.types.v1.ProfileType;
import dev.hearth.server.Route.Access;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/// A real server on a free port with small services, and a client for it.
final class TestServer implements AutoCloseable {

    private static final String BIG = "a".repeat(5000);

    final Readiness readiness = new Readiness();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer(Settings settings) throws IOException, ConfigException {
        ServerConfig config =
                ServerConfig.from(
                        settings.with(ServerFlags.HTTP_LISTEN_PORT, 0)
                                .with(ServerFlags.HTTP_LISTEN_ADDRESS, "127.0.0.1"));
        BuildInfo build = new BuildInfo("1.2.3", "abc", "main", "2026-01-01T00:00:00Z");
        List<Route> routes = new ArrayList<>(routes());
        routes.add(readiness.route());
        routes.addAll(new StatusRoutes(build, ServerConfig.flags(), settings).all());
        routes.addAll(new UiRoutes(config, TestServer.class.getClassLoader()).all());
        server =
                new HttpServer(
                        config,
                        new Endpoints(
                                routes,
                                List.of(
                                        RpcService.writing(new Pusher()),
                                        RpcService.reading(new Querier()),
                                        readiness.healthService()),
                                Set.of("/ingest", "/push.v1.PusherService/Push"),
                                (tenant, limit) ->
                                        events.add("%s over %d".formatted(tenant, limit))),
                        Limits.same(TenantLimits.fromSettings(settings)),
                        meters);
        server.start();
    }

    static TestServer start() throws IOException, ConfigException {
        return new TestServer(Settings.defaults());
    }

    private List<Route> routes() {
        return List.of(
                new Route("POST", "/ingest", Access.TENANT, this::ingest),
                Route.streaming("POST", "/stream", Access.TENANT, this::stream),
                new Route(
                        "GET", "/who", Access.TENANT, c -> HttpReply.text(200, c.tenant().value())),
                new Route(
                        "GET",
                        "/whose",
                        Access.TENANTS,
                        c -> HttpReply.text(200, c.tenants().toString())),
                new Route("GET", "/big", Access.TENANT, _ -> HttpReply.text(200, BIG)),
                new Route("GET", "/small", Access.PUBLIC, _ -> HttpReply.text(200, "small")),
                new Route("GET", "/wait", Access.TENANT, _ -> block()),
                new Route("POST", "/wait", Access.TENANT, _ -> block()),
                Route.unhurried("POST", "/wait-on", Access.TENANT, _ -> block()),
                new Route(
                        "GET",
                        "/refuse",
                        Access.TENANT,
                        _ -> {
                            throw new StatusException(Code.INVALID_ARGUMENT, "no \"query\" <b>");
                        }),
                new Route(
                        "GET",
                        "/break",
                        Access.TENANT,
                        _ -> {
                            throw new IllegalStateException("secret detail");
                        }),
                new Route(
                        "GET",
                        "/echo/*",
                        Access.PUBLIC,
                        c -> HttpReply.text(200, c.path() + " " + c.queryAll("q"))));
    }

    private HttpReply ingest(HttpCall call) {
        return HttpReply.text(200, call.tenant() + " " + call.body().length);
    }

    private HttpReply stream(HttpCall call) throws IOException {
        byte[] buffer = new byte[1000];
        long length = 0;
        long sum = 0;
        try (InputStream in = call.bodyStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                length += read;
                for (int i = 0; i < read; i++) {
                    sum += buffer[i];
                }
            }
        } catch (IOException e) {
            events.add("broken");
            throw e;
        }
        return HttpReply.text(200, length + " " + sum);
    }

    private HttpReply block() throws InterruptedException {
        events.add("started");
        Context.current().addListener(_ -> events.add("cancelled"), Runnable::run);
        try {
            release.await();
        } catch (InterruptedException e) {
            events.add("interrupted");
            throw e;
        }
        return HttpReply.text(200, "done");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).version(HttpClient.Version.HTTP_1_1);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> post(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<byte[]> postJson(String path, String body, String... headers)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return post(path, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String type(HttpResponse<byte[]> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    @Override
    public void close() throws IOException {
        release.countDown();
        client.close();
        server.close();
    }

    private static final class Pusher extends PusherServiceGrpc.PusherServiceImplBase {

        @Override
        public void push(PushRequest request, StreamObserver<PushResponse> observer) {
            UnaryAnswer.send(
                    observer,
                    () -> {
                        if (request.getSeriesCount() == 0) {
                            throw new StatusException(
                                    Code.INVALID_ARGUMENT, "no profiles received");
                        }
                        return PushResponse.getDefaultInstance();
                    });
        }
    }

    /// Echoes: what it was asked, and by whom.
    private final class Querier extends QuerierServiceGrpc.QuerierServiceImplBase {

        @Override
        public void profileTypes(
                ProfileTypesRequest request, StreamObserver<ProfileTypesResponse> observer) {
            UnaryAnswer.send(
                    observer,
                    () ->
                            ProfileTypesResponse.newBuilder()
                                    .addProfileTypes(
                                            ProfileType.newBuilder()
                                                    .setID(CurrentTenant.all().toString())
                                                    .setName(Long.toString(request.getStart())))
                                    .build());
        }

        @Override
        public void labelNames(
                LabelNamesRequest request, StreamObserver<LabelNamesResponse> observer) {
            UnaryAnswer.send(
                    observer,
                    () ->
                            LabelNamesResponse.newBuilder()
                                    .addNames(
                                            Boolean.toString(
                                                    ClientCapabilities.current()
                                                            .allowUtf8LabelNames()))
                                    .addAllNames(request.getMatchersList())
                                    .build());
        }

        @Override
        public void labelValues(
                LabelValuesRequest request, StreamObserver<LabelValuesResponse> observer) {
            UnaryAnswer.send(
                    observer,
                    () -> {
                        throw new IllegalStateException("secret detail");
                    });
        }

        @Override
        public void series(SeriesRequest request, StreamObserver<SeriesResponse> observer) {
            UnaryAnswer.send(
                    observer,
                    () -> {
                        block();
                        return SeriesResponse.getDefaultInstance();
                    });
        }
    }
}
