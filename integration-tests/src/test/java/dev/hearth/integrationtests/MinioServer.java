// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A MinIO server.
final class MinioServer {

    static final String ACCESS_KEY = "hearth-tests";
    static final String SECRET_KEY = "hearth-tests-secret";

    /// Name of the bucket that is there from the start.
    static final String BUCKET = "hearth";

    private static final String READY = "/minio/health/ready";

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "MINIO_ROOT_USER",
                    ACCESS_KEY,
                    "MINIO_ROOT_PASSWORD",
                    SECRET_KEY,
                    "MINIO_BROWSER",
                    "off",
                    "MINIO_UPDATE",
                    "off",
                    "MINIO_CALLHOME_ENABLE",
                    "off",
                    "MINIO_KMS_SECRET_KEY",
                    "hearth-key:CCmIVbVNjSp5YJLNXPEAZYqUGnqJD4HrKsv8hEUjKGs=");

    private MinioServer() {}

    /// Starts one over a folder: each folder below it is a bucket.
    static PartProcess start(Path folder) throws IOException {
        return start(folder, PartProcess.freePort());
    }

    /// The same at a port of the caller's, to start one again where it was.
    static PartProcess start(Path folder, int port) throws IOException {
        if (PartContainer.stands("minio", "minio")) {
            PartContainer container = PartContainer.of("minio/minio", port, 9000);
            container.copy(folder.resolve("data"), "/data");
            container.run(ENVIRONMENT, "server", "/data");
            return PartProcess.of(container, port, READY);
        }
        return PartProcess.start(
                folder,
                port,
                READY,
                ENVIRONMENT,
                RealPart.made("minio", "minio").toString(),
                "server",
                folder.resolve("data").toString(),
                "--address",
                "127.0.0.1:" + port);
    }
}
