// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.net.URI;
import java.time.Duration;

/// A container of OpenStack Swift and how to talk to it.
///
/// @param authVersion 1 or 3
/// @param authUrl address of the authentication
/// @param user who we are
/// @param project whose container it is; for version 3
/// @param region of the store; empty is the first one
/// @param container name of it
/// @param connect how long connecting may take
/// @param response how long an answer may take to begin
/// @param maxRetries how often a request is tried again
public record SwiftConfig(
        int authVersion,
        URI authUrl,
        User user,
        Project project,
        String region,
        String container,
        Duration connect,
        Duration response,
        int maxRetries) {

    /// Who we are; parts that do not matter are empty.
    record User(String id, String name, Domain domain, Secret password) {}

    /// Whose container it is; parts that do not matter are empty.
    record Project(String id, String name, Domain domain) {}

    /// Where a name stands for something; both are empty if nobody said.
    record Domain(String id, String name) {

        boolean isEmpty() {
            return id.isEmpty() && name.isEmpty();
        }
    }

    /// Reads the settings.
    ///
    /// @throws ConfigException if one is missing or none of those known
    public static SwiftConfig from(Settings settings) throws ConfigException {
        if (!settings.get(SwiftFlags.SINGLE_WRITER)) {
            throw new ConfigException(
                    "%s is false (expected true, with one process that writes: Swift has no atomic create-if-absent, and with several writers data would be lost)"
                            .formatted(SwiftFlags.SINGLE_WRITER));
        }
        require(settings, SwiftFlags.CONTAINER_NAME, "the name of a container");
        require(settings, SwiftFlags.AUTH_URL, "an address");
        int retries = settings.get(SwiftFlags.MAX_RETRIES);
        if (retries < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)".formatted(SwiftFlags.MAX_RETRIES, retries));
        }
        URI url = url(settings);
        User user = user(settings);
        return new SwiftConfig(
                version(settings, url),
                url,
                user,
                project(settings, user.domain()),
                settings.get(SwiftFlags.REGION_NAME),
                settings.get(SwiftFlags.CONTAINER_NAME),
                settings.get(SwiftFlags.CONNECT_TIMEOUT),
                settings.get(SwiftFlags.REQUEST_TIMEOUT),
                retries);
    }

    private static void require(Settings settings, Flag<String> flag, String expected)
            throws ConfigException {
        if (settings.get(flag).isEmpty()) {
            throw new ConfigException(
                    "%s is empty (expected %s, because -storage.backend is swift)"
                            .formatted(flag, expected));
        }
    }

    private static URI url(Settings settings) throws ConfigException {
        String text = settings.get(SwiftFlags.AUTH_URL);
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // the one message below
        }
        throw new ConfigException(
                "%s is \"%s\" (expected for instance https://keystone:5000/v3)"
                        .formatted(SwiftFlags.AUTH_URL, text));
    }

    private static int version(Settings settings, URI url) throws ConfigException {
        int version = settings.get(SwiftFlags.AUTH_VERSION);
        if (version == 0) {
            return url.getPath().contains("/v3") ? 3 : 1;
        }
        if (version != 1 && version != 3) {
            throw new ConfigException(
                    "%s is %d (expected 0, 1 or 3)".formatted(SwiftFlags.AUTH_VERSION, version));
        }
        return version;
    }

    private static User user(Settings settings) {
        Domain domain =
                new Domain(
                        either(settings, SwiftFlags.USER_DOMAIN_ID, SwiftFlags.DOMAIN_ID),
                        either(settings, SwiftFlags.USER_DOMAIN_NAME, SwiftFlags.DOMAIN_NAME));
        return new User(
                settings.get(SwiftFlags.USER_ID),
                settings.get(SwiftFlags.USERNAME),
                domain,
                settings.get(SwiftFlags.PASSWORD));
    }

    private static Project project(Settings settings, Domain ofUser) {
        Domain domain =
                new Domain(
                        settings.get(SwiftFlags.PROJECT_DOMAIN_ID),
                        settings.get(SwiftFlags.PROJECT_DOMAIN_NAME));
        return new Project(
                settings.get(SwiftFlags.PROJECT_ID),
                settings.get(SwiftFlags.PROJECT_NAME),
                domain.isEmpty() ? ofUser : domain);
    }

    private static String either(Settings settings, Flag<String> first, Flag<String> second) {
        String text = settings.get(first);
        return text.isEmpty() ? settings.get(second) : text;
    }
}
