// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import com.google.protobuf.ByteString;
import dev.hearth.app.PprofAssembler.Column;
import dev.hearth.app.PprofAssembler.Frame;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.types.v1.LabelPair;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// What clients and people ask of a server in its first minute, over HTTP: pushes, questions about
/// what was pushed, the page.
final class FirstRequests implements Closeable {

    private static final String TYPE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";
    private static final String SELECTOR = "{service_name=\"warm-up\"}";
    private static final String SELECTION =
            ",\"profileTypeID\":\"%s\",\"labelSelector\":\"%s\""
                    .formatted(TYPE, SELECTOR.replace("\"", "\\\""));
    private static final String QUERIER = "querier.v1.QuerierService/";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final long end = System.currentTimeMillis() + 60_000;
    private final long start = end - 3_600_000;

    /// @param server where it listens, as `http://host:port`
    FirstRequests(String server) {
        this.server = URI.create(server.endsWith("/") ? server : server + "/");
    }

    /// Sends them, one after another, and the questions once from memory and once from storage.
    ///
    /// @throws IOException if an answer is not a success
    void send() throws IOException, InterruptedException {
        get("ready");
        get("");
        push();
        ingest();
        ask();
        post("ingester/flush", "text/plain", new byte[0]);
        ask();
        get("metrics");
    }

    private void push() throws IOException, InterruptedException {
        PprofAssembler profile =
                new PprofAssembler(
                        List.of(new Column("cpu", "nanoseconds")),
                        new Column("cpu", "nanoseconds"),
                        10_000_000);
        for (int i = 0; i < 100; i++) {
            profile.add(
                    List.of(new Frame("leaf" + i, i), new Frame("work", 1), new Frame("main", 2)),
                    10_000_000);
        }
        byte[] pprof = profile.build((end - 60_000) * 1_000_000, 10_000_000_000L).toByteArray();
        PushRequest request =
                PushRequest.newBuilder()
                        .addSeries(
                                RawProfileSeries.newBuilder()
                                        .addLabels(label("__name__", "process_cpu"))
                                        .addLabels(label("service_name", "warm-up"))
                                        .addSamples(
                                                RawSample.newBuilder()
                                                        .setRawProfile(
                                                                ByteString.copyFrom(gzip(pprof)))))
                        .build();
        post("push.v1.PusherService/Push", "application/proto", request.toByteArray());
    }

    private static LabelPair label(String name, String value) {
        return LabelPair.newBuilder().setName(name).setValue(value).build();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private void ingest() throws IOException, InterruptedException {
        long seconds = end / 1000 - 60;
        post(
                "ingest?name=warm-up.cpu&format=folded&from=%d&until=%d"
                        .formatted(seconds - 10, seconds),
                "text/plain",
                "main;work;leaf 7\nmain;idle 2\n".getBytes(StandardCharsets.UTF_8));
    }

    private void ask() throws IOException, InterruptedException {
        SelectMergeStacktracesRequest flameGraph =
                SelectMergeStacktracesRequest.newBuilder()
                        .setProfileTypeID(TYPE)
                        .setLabelSelector(SELECTOR)
                        .setStart(start)
                        .setEnd(end)
                        .build();
        post(QUERIER + "SelectMergeStacktraces", "application/proto", flameGraph.toByteArray());
        json("ProfileTypes", "");
        json("LabelNames", "");
        json("LabelValues", ",\"name\":\"service_name\"");
        json("Series", "");
        json("SelectMergeStacktraces", SELECTION);
        json("SelectMergeProfile", SELECTION);
        json("SelectSeries", SELECTION + ",\"step\":15,\"groupBy\":[\"service_name\"]");
        get(
                "pyroscope/render?query=process_cpu%3Acpu%3Ananoseconds%3Acpu%3Ananoseconds"
                        + "%7Bservice_name%3D%22warm-up%22%7D&from=now-1h&until=now");
    }

    private void json(String method, String more) throws IOException, InterruptedException {
        String request = "{\"start\":%d,\"end\":%d%s}".formatted(start, end, more);
        post(QUERIER + method, "application/json", request.getBytes(StandardCharsets.UTF_8));
    }

    private void post(String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        exchange(
                HttpRequest.newBuilder(server.resolve(path))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private void get(String path) throws IOException, InterruptedException {
        exchange(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    private void exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s answered %d %s (expected a success)"
                            .formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
