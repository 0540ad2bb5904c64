// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.server.BuildInfo;
import dev.hearth.server.ConfigException;
import dev.hearth.server.Flag;
import dev.hearth.server.Settings;
import java.io.IOException;
import java.util.List;

final class Wiring {
    Wiring(List<Flag<?>> flags, Settings settings, BuildInfo build) throws ConfigException, IOException {}
    static List<Flag<?>> flags() { return List.of(); }
    void start() throws IOException {}
    void close() throws IOException {}
    String uri() { return ""; }
}
