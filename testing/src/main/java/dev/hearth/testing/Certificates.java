// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Certificates and keys, in files: `member.pem` is signed by `ca.pem`, valid for `localhost`,
/// `127.0.0.1` and `hearth.test`; `stranger.pem` is signed by `other-ca.pem`. Their keys are
/// `member-key.pem` and `stranger-key.pem`.
public final class Certificates {

    private final Path folder;

    /// @param folder where the files are written
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /// Path of one of the files.
    ///
    /// @param name such as `member.pem`
    public String file(String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.notExists(file)) {
            try (InputStream in =
                    Objects.requireNonNull(Certificates.class.getResourceAsStream(name), name)) {
                Files.write(file, in.readAllBytes());
            }
        }
        return file.toString();
    }
}
