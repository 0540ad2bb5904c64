// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// What an operator can set about OpenStack Swift.
public final class SwiftFlags {

    static final Flag<Integer> AUTH_VERSION =
            Flag.integer(
                    "storage.swift.auth-version",
                    0,
                    "Version of the authentication, 1 or 3. 0 goes by the address.");

    static final Flag<String> AUTH_URL =
            Flag.string(
                    "storage.swift.auth-url",
                    "",
                    "Address of the authentication, for instance https://keystone:5000/v3 or https://swift:8080/auth/v1.0.");

    static final Flag<String> USERNAME =
            Flag.string("storage.swift.username", "", "Name of the user.");

    static final Flag<String> USER_ID =
            Flag.string("storage.swift.user-id", "", "Id of the user, instead of a name.");

    static final Flag<Secret> PASSWORD =
            Flag.secret("storage.swift.password", "Password or key of the user.");

    static final Flag<String> USER_DOMAIN_NAME =
            Flag.string("storage.swift.user-domain-name", "", "Name of the user's domain.");

    static final Flag<String> USER_DOMAIN_ID =
            Flag.string("storage.swift.user-domain-id", "", "Id of the user's domain.");

    static final Flag<String> DOMAIN_NAME =
            Flag.string(
                    "storage.swift.domain-name",
                    "",
                    "Name of the user's domain, if -storage.swift.user-domain-name is not set.");

    static final Flag<String> DOMAIN_ID =
            Flag.string(
                    "storage.swift.domain-id",
                    "",
                    "Id of the user's domain, if -storage.swift.user-domain-id is not set.");

    static final Flag<String> PROJECT_NAME =
            Flag.string("storage.swift.project-name", "", "Name of the project.");

    static final Flag<String> PROJECT_ID =
            Flag.string("storage.swift.project-id", "", "Id of the project, instead of a name.");

    static final Flag<String> PROJECT_DOMAIN_NAME =
            Flag.string(
                    "storage.swift.project-domain-name",
                    "",
                    "Name of the project's domain, if it is another than the user's.");

    static final Flag<String> PROJECT_DOMAIN_ID =
            Flag.string(
                    "storage.swift.project-domain-id",
                    "",
                    "Id of the project's domain, if it is another than the user's.");

    static final Flag<String> REGION_NAME =
            Flag.string(
                    "storage.swift.region-name",
                    "",
                    "Region of the store. Empty is the first one that the authentication names.");

    static final Flag<String> CONTAINER_NAME =
            Flag.string(
                    "storage.swift.container-name", "", "Name of the container, which must exist.");

    static final Flag<Boolean> SINGLE_WRITER =
            Flag.bool(
                    "storage.swift.single-writer",
                    false,
                    "Says that only this process writes to the container. Swift accepts two puts of one object at the same moment, so with several writers data would be lost; without this the store is refused.");

    static final Flag<Integer> MAX_RETRIES =
            Flag.integer(
                            "storage.swift.max-retries",
                            3,
                            "How often a request is tried again that could not be answered, with pauses that grow.")
                    .advanced();

    static final Flag<Duration> CONNECT_TIMEOUT =
            Flag.duration(
                            "storage.swift.connect-timeout",
                            Duration.ofSeconds(10),
                            "How long connecting may take.")
                    .advanced();

    static final Flag<Duration> REQUEST_TIMEOUT =
            Flag.duration(
                            "storage.swift.request-timeout",
                            Duration.ofSeconds(5),
                            "How long an answer may take to begin, beyond the time that the bytes themselves take. Then the attempt has failed.")
                    .advanced();

    private SwiftFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                AUTH_VERSION,
                AUTH_URL,
                USERNAME,
                USER_ID,
                PASSWORD,
                USER_DOMAIN_NAME,
                USER_DOMAIN_ID,
                DOMAIN_NAME,
                DOMAIN_ID,
                PROJECT_NAME,
                PROJECT_ID,
                PROJECT_DOMAIN_NAME,
                PROJECT_DOMAIN_ID,
                REGION_NAME,
                CONTAINER_NAME,
                SINGLE_WRITER,
                MAX_RETRIES,
                CONNECT_TIMEOUT,
                REQUEST_TIMEOUT);
    }
}
