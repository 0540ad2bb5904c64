// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class BodyStreamTest {

    private static final int LARGE = 300_000_000;

    /// So many bytes of 1 without an array of them.
    private static final class Ones extends InputStream {

        private int left;

        Ones(int length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 1 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(left, length);
            Arrays.fill(into, offset, offset + count, (byte) 1);
            left -= count;
            return count;
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aBodyLargerThanAnyThatIsCollectedComesInWhole(HttpClient.Version version)
            throws Exception {
        try (TestServer server = TestServer.start();
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(server.uri("/stream"))
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Ones(LARGE)))
                            .build();

            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(response.body()).isEqualTo(LARGE + " " + LARGE);
        }
    }

    @Test
    void anEmptyBodyEndsAtOnce() throws Exception {
        try (TestServer server = TestServer.start()) {
            HttpResponse<byte[]> response = server.post("/stream", new byte[0]);

            assertThat(TestServer.text(response)).isEqualTo("0 0");
        }
    }

    @Test
    void aClientThatGoesAwayBreaksTheStream() throws Exception {
        try (TestServer server = TestServer.start()) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(
                        "POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"
                                .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }

            assertThat(server.events.poll(20, TimeUnit.SECONDS)).isEqualTo("broken");
        }
    }
}
