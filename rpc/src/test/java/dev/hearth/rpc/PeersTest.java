// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.MemorySource;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SourceFailures;
import dev.hearth.server.ServerTls;
import dev.hearth.testing.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that ask each other over the port.
final class PeersTest {

    private static final TenantId TENANT = new TenantId("t1");
    private static final Question<CallTreeBuilder> TREE =
            new Question.Tree(Selection.of(new SeriesMatcher(Selector.ALL), 0, Long.MAX_VALUE / 2));

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueryPool pool = new QueryPool(1);
    private final MemorySource head = new MemorySource();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        pool.close();
    }

    private RpcServer start(int port, @Nullable ServerTls tls) throws IOException {
        PartitionOwner owner =
                new PartitionOwner() {
                    @Override
                    public String partition() {
                        return "p";
                    }

                    @Override
                    public List<ProfileSource> read(TenantId tenant, long from) {
                        return tenant.equals(TENANT) && from == 7 ? List.of(head) : List.of();
                    }
                };
        QuestionServices services =
                new QuestionServices(
                        new QueryEngine(pool), AddressNames.NONE, 2, new SimpleMeterRegistry());
        RpcServer server =
                new RpcServer(
                        new RpcServerConfig("127.0.0.1", port, 1 << 20, 10, tls),
                        List.of(services.heads(() -> List.of(owner), new Ends())));
        server.start();
        open.add(server);
        return server;
    }

    private record Ends() implements PartitionFlush {

        @Override
        public Map<String, Long> flush() {
            return Map.of("p", 12L);
        }

        @Override
        public List<Long> knownEnds(String partition) throws IOException {
            if (partition.equals("q")) {
                throw new IOException("store is down");
            }
            return partition.equals("p") ? List.of(9L, 12L) : List.of();
        }
    }

    private Peers peers(int maxBytes, RpcClientConfig.@Nullable Tls tls) throws IOException {
        Peers peers =
                new Peers(
                        new RpcClientConfig(
                                maxBytes, 1000, Duration.ofMillis(5), Duration.ofMillis(50), tls),
                        meters);
        open.addFirst(peers);
        return peers;
    }

    private static long total(RemoteOwner owner) throws IOException {
        Cancellation cancellation = Cancellation.after(Duration.ofSeconds(30));
        return owner.ask(
                        TENANT,
                        7,
                        HiddenTimes.NOTHING,
                        new Repeats.None(),
                        TREE,
                        SourceFailures.FATAL,
                        cancellation)
                .build()
                .total();
    }

    private void add(String sample) {
        head.add(Labels.of(Labels.SERVICE_NAME, "s"), 1_000_000_000, sample);
    }

    private static String address(RpcServer server) {
        return "127.0.0.1:" + server.port();
    }

    @Test
    void anOwnerThatComesBackIsAskedAgain() throws Exception {
        add("a;b 5");
        RpcServer first = start(0, null);
        int port = first.port();
        RemoteOwner owner = peers(1 << 20, null).owner(address(first), "p", true);
        assertThat(total(owner)).isEqualTo(5);
        first.close();
        Thread starter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (meters.get("hearth.rpc.client.retries").counter().count()
                                        == 0) {
                                    Thread.onSpinWait();
                                }
                                start(port, null);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        assertThat(total(owner)).isEqualTo(5);
        starter.join();
    }

    @Test
    void anAnswerLargerThanAllowedIsRefused() throws IOException {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            name.append((char) ('a' + i % 26));
        }
        add(name + " 5");
        String address = address(start(0, null));

        assertThat(total(peers(1 << 20, null).owner(address, "p", true))).isEqualTo(5);
        assertThatThrownBy(() -> total(peers(1000, null).owner(address, "p", true)))
                .isInstanceOf(PeerFailedException.class)
                .hasMessageContaining("answer has more than 1000 bytes");
    }

    @Test
    void flushSaysWhereTheChainsEnd() throws IOException {
        String address = address(start(0, null));

        assertThat(peers(1 << 20, null).flush(address, Duration.ofSeconds(30)))
                .containsExactly(Map.entry("p", 12L));
    }

    @Test
    void anOwnerSaysWhereItKnowsTheChainToEnd() throws IOException {
        String address = address(start(0, null));
        Peers peers = peers(1 << 20, null);
        Duration timeout = Duration.ofSeconds(30);

        assertThat(peers.knownEnds(address, "p", timeout)).containsExactly(9L, 12L);
        assertThat(peers.knownEnds(address, "other", timeout)).isEmpty();
        assertThatThrownBy(() -> peers.knownEnds(address, "q", timeout))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("store is down");
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsFlags() throws IOException {
        int port = start(0, null).port();

        assertThatThrownBy(() -> start(port, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + port)
                .hasMessageContaining("-server.grpc-listen-port");
    }

    private String file(String name) {
        try {
            return new Certificates(folder).file(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerTls server() {
        return new ServerTls(
                file("member.pem"),
                file("member-key.pem"),
                file("ca.pem"),
                ServerTls.ClientAuth.REQUIRED);
    }

    private RpcClientConfig.Tls client(String name, String ca) {
        return new RpcClientConfig.Tls(
                name.isEmpty() ? "" : file(name + ".pem"),
                name.isEmpty() ? "" : file(name + "-key.pem"),
                file(ca),
                "hearth.test");
    }

    @Test
    void withTlsBothSidesShowWhoTheyAre() throws IOException {
        add("a 5");
        String address = address(start(0, server()));

        assertThat(total(peers(1 << 20, client("member", "ca.pem")).owner(address, "p", false)))
                .isEqualTo(5);
        for (RpcClientConfig.Tls wrong :
                List.of(
                        client("", "ca.pem"),
                        client("stranger", "ca.pem"),
                        client("member", "other-ca.pem"))) {
            assertThatThrownBy(() -> total(peers(1 << 20, wrong).owner(address, "p", false)))
                    .as(wrong.toString())
                    .isInstanceOf(PeerFailedException.class);
        }
        assertThatThrownBy(() -> total(peers(1 << 20, null).owner(address, "p", false)))
                .isInstanceOf(PeerFailedException.class);
    }

    @Test
    void filesThatCannotBeUsedAreNamedWithTheirFlags() {
        Settings files =
                Settings.defaults()
                        .with(RpcFlags.SERVER_TLS.cert(), file("member.pem"))
                        .with(RpcFlags.SERVER_TLS.key(), file("member-key.pem"))
                        .with(RpcFlags.SERVER_TLS.ca(), file("ca.pem"))
                        .with(RpcFlags.CLIENT_TLS, true)
                        .with(RpcFlags.CLIENT_CERT, file("member.pem"))
                        .with(RpcFlags.CLIENT_KEY, file("member-key.pem"))
                        .with(RpcFlags.CLIENT_CA, file("ca.pem"));

        assertThatNoException().isThrownBy(() -> RpcServerConfig.from(files));
        assertThatNoException().isThrownBy(() -> RpcClientConfig.from(files));
        assertThatThrownBy(() ->
                        RpcServerConfig.from(files.with(RpcFlags.SERVER_TLS.ca(), "/no/such.pem")))
                .hasMessage("-server.grpc-tls-ca-path is \"/no/such.pem\": there is no such file");
        assertThatThrownBy(() ->
                        RpcServerConfig.from(
                                files.with(RpcFlags.SERVER_TLS.key(), file("stranger-key.pem"))))
                .hasMessageStartingWith("-server.grpc-tls-key-path is ")
                .hasMessageContaining("the key does not belong to the certificate");
        assertThatThrownBy(() ->
                        RpcClientConfig.from(files.with(RpcFlags.CLIENT_CERT, "/no/such.pem")))
                .hasMessage(
                        "-querier.frontend-client.tls-cert-path is \"/no/such.pem\": there is no such file");
        assertThatThrownBy(
                        () -> RpcClientConfig.from(files.with(RpcFlags.CLIENT_CA, "/no/such.pem")))
                .hasMessage(
                        "-querier.frontend-client.tls-ca-path is \"/no/such.pem\": there is no such file");
    }

    @Test
    void theFlagsMakeSense() throws ConfigException {
        RpcServerConfig server = RpcServerConfig.from(Settings.defaults());
        assertThat(server.port()).isEqualTo(9095);
        assertThat(server.tls()).isNull();
        assertThat(RpcClientConfig.from(Settings.defaults()).tls()).isNull();
    }
}
