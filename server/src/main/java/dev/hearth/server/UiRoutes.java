// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.server.Route.Access;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The page and its files, from the folder `ui/` of the class path. Without that folder, a short
/// text takes the page's place.
///
/// Files are kept in memory as read, and packed; there are as many as the build has put there.
public final class UiRoutes {

    private static final String MISSING =
            """
            Hearth is running. Its page was not built, because Node.js was missing at build time.
            Install Node.js and build again to see it; everything else works.

            Ask with curl, for instance which profile types there are:

              curl -H 'Content-Type: application/json' -d '{}' \\
                http://localhost:4040/querier.v1.QuerierService/ProfileTypes
            """;

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"));

    private final ClassLoader resources;
    private final String base;
    private final Map<String, Content> loaded = new ConcurrentHashMap<>();

    /// A file, as it is and packed. Nobody changes the arrays.
    private static final class Content {
        private final byte[] plain;
        private final byte[] packed;

        Content(byte[] plain) {
            this.plain = plain;
            this.packed = Gzip.pack(plain);
        }
    }

    /// @param config says where browsers see the page
    /// @param resources whose folder `ui/` is served
    public UiRoutes(ServerConfig config, ClassLoader resources) {
        ServerConfig.Listen listen = config.listen();
        String path = listen.baseUrl().isEmpty() ? listen.pathPrefix() : listen.baseUrl();
        this.base = path.endsWith("/") ? path : path + "/";
        this.resources = resources;
    }

    /// The page at `/` and the paths that it shows, its files, and the redirect of `/ui`.
    public List<Route> all() {
        List<Route> routes = new ArrayList<>();
        for (String path : List.of("/", "/explore", "/comparison", "/comparison-diff")) {
            routes.add(new Route("GET", path, Access.PUBLIC, this::page));
        }
        for (String folder : List.of("/assets/*", "/static/*", "/icons/*", "/public/*")) {
            routes.add(new Route("GET", folder, Access.PUBLIC, this::file));
        }
        routes.add(new Route("GET", "/favicon.ico", Access.PUBLIC, this::file));
        routes.add(new Route("GET", "/favicon.svg", Access.PUBLIC, this::file));
        HttpReply redirect = Replies.empty(302).withHeader("location", base);
        routes.add(new Route("GET", "/ui", Access.PUBLIC, _ -> redirect));
        routes.add(new Route("GET", "/ui/*", Access.PUBLIC, _ -> redirect));
        return List.copyOf(routes);
    }

    private HttpReply page(HttpCall call) throws IOException {
        Content content = content("index.html");
        if (content == null) {
            return HttpReply.text(200, MISSING);
        }
        return reply(call, "index.html", content).withHeader("cache-control", "no-cache");
    }

    private HttpReply file(HttpCall call) throws IOException {
        String path = call.path().substring(1);
        Content content = path.contains("..") || path.endsWith("/") ? null : content(path);
        if (content == null) {
            return Replies.NOT_FOUND;
        }
        // Vite puts a hash of the content into the names of what it builds.
        String caching =
                path.startsWith("assets/")
                        ? "public, max-age=31536000, immutable"
                        : "public, max-age=3600";
        return reply(call, path, content).withHeader("cache-control", caching);
    }

    private static HttpReply reply(HttpCall call, String path, Content content) {
        boolean packed =
                content.plain.length >= Gzip.MIN_BYTES
                        && content.packed.length < content.plain.length
                        && Gzip.isAccepted(call.header("accept-encoding"));
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(ending, "application/octet-stream");
        HttpReply reply =
                HttpReply.of(200, type, packed ? content.packed : content.plain)
                        .withHeader("vary", "Accept-Encoding")
                        .withHeader("x-content-type-options", "nosniff");
        return packed ? reply.withHeader("content-encoding", "gzip") : reply;
    }

    private @Nullable Content content(String path) throws IOException {
        Content known = loaded.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = resources.getResourceAsStream("ui/" + path)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            Content content = new Content(path.equals("index.html") ? withBase(bytes) : bytes);
            loaded.put(path, content);
            return content;
        }
    }

    /// Puts the base of all relative links into the page.
    private byte[] withBase(byte[] page) {
        String html = new String(page, StandardCharsets.UTF_8);
        if (base.equals("/") || !html.contains("<head>")) {
            return page;
        }
        String escaped = base.replace("&", "&amp;").replace("\"", "&quot;");
        return html.replaceFirst("(?i)<base [^>]*>", "")
                .replace("<head>", "<head><base href=\"" + escaped + "\">")
                .getBytes(StandardCharsets.UTF_8);
    }
}
