// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/// Hearth behind one address, however many processes it is.
interface Served extends AutoCloseable {

    /// Where its API is.
    URI uri();

    /// Its processes.
    List<HearthProcess> processes();

    /// Stops it as a power cut would and waits until it is gone.
    void kill();

    /// Asks it to stop and waits until it is gone.
    ///
    /// @return 0, or the exit code of a process that had another
    int terminate() throws IOException;

    @Override
    void close();
}
