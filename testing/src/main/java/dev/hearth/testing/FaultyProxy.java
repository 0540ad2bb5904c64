// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Stands on loopback between a client and a server that speak HTTP/1.1, and passes every byte on
/// as it is, but for the requests that are to meet a [Fault].
public final class FaultyProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isDown = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by `lock`.
    private final List<Planned> plan = new ArrayList<>();

    /// Guarded by `lock`.
    private final List<String> seen = new ArrayList<>();

    /// A fault that waits for its request.
    private record Planned(Predicate<String> request, Fault fault) {}

    /// Listens on a port that the system chooses.
    ///
    /// @param server where requests go
    public FaultyProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// Where it listens.
    public int port() {
        return listener.getLocalPort();
    }

    /// Plans a fault for each of the next requests.
    ///
    /// @param count how many
    /// @param request which: given the first line, `PUT /a/b HTTP/1.1`
    public void plan(int count, Predicate<String> request, Fault fault) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                plan.add(new Planned(request, fault));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Closes all connections, and each new one at once, until it is taken back.
    public void setDown(boolean down) {
        isDown.set(down);
        if (down) {
            open.forEach(FaultyProxy::closeQuietly);
        }
    }

    /// First lines of the requests so far.
    public List<String> requests() {
        lock.lock();
        try {
            return List.copyOf(seen);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Fault next(String request) {
        lock.lock();
        try {
            seen.add(request);
            for (int i = 0; i < plan.size(); i++) {
                if (plan.get(i).request().test(request)) {
                    return plan.remove(i).fault();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client;
                Socket upstream = new Socket()) {
            if (!isDown.get()) {
                upstream.connect(server);
                open.add(upstream);
                relay(client, upstream);
            }
        } catch (IOException | UncheckedIOException e) {
            // One side has gone; so goes the other.
        } finally {
            open.remove(client);
        }
    }

    private void relay(Socket client, Socket upstream) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        InputStream answers = new BufferedInputStream(upstream.getInputStream());
        HttpMessage request = HttpMessage.read(in);
        while (request != null) {
            Fault fault = next(request.firstLine());
            if (fault instanceof Fault.Cut) {
                return;
            }
            if (fault instanceof Fault.Answer answer) {
                request.copyBody(in, OutputStream.nullOutputStream());
                client.getOutputStream().write(bytes(answer));
            } else {
                OutputStream out = upstream.getOutputStream();
                out.write(request.head());
                request.copyBody(in, out);
                out.flush();
                if (!answer(request, answers, client.getOutputStream(), fault)) {
                    return;
                }
            }
            request = HttpMessage.read(in);
        }
    }

    /// @return whether the connection goes on
    private static boolean answer(
            HttpMessage request, InputStream answers, OutputStream out, @Nullable Fault fault)
            throws IOException {
        HttpMessage answer = HttpMessage.read(answers);
        if (answer == null || fault instanceof Fault.LoseAnswer) {
            return false;
        }
        if (fault instanceof Fault.Delay delay) {
            LockSupport.parkNanos(delay.time().toNanos());
        }
        out.write(answer.head());
        if (fault instanceof Fault.HalfAnswer) {
            out.write(answers.readNBytes(answer.length() / 2));
            out.flush();
            return false;
        }
        if (!request.firstLine().startsWith("HEAD ")) {
            answer.copyBody(answers, out);
        }
        out.flush();
        return !answer.endsConnection();
    }

    private static byte[] bytes(Fault.Answer answer) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String text =
                "HTTP/1.1 %d Planned\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(answer.status(), answer.headers(), body.length, answer.body());
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(FaultyProxy::closeQuietly);
    }
}
