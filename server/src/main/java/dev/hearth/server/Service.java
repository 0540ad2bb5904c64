// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.io.IOException;

/// Something that runs between a start and a stop.
///
/// ```text
/// new ── start() ──► running ── close() ──► closed
///  └──── start() throws: closed by itself
/// ```
public interface Service extends AutoCloseable {

    /// Name, for logs.
    String name();

    /// Starts; returns when it works.
    ///
    /// @throws IOException if it cannot; it then holds nothing that must be closed
    void start() throws IOException;

    /// Stops; returns when nothing of it runs any more.
    ///
    /// @throws IOException if something could not be finished; it is stopped all the same
    @Override
    void close() throws IOException;
}
