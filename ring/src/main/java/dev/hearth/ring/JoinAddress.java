// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// One value of `-memberlist.join`: a host, which may be a name of many addresses, and a port.
///
/// @param host name or address
/// @param port 1 to 65535
record JoinAddress(String host, int port) {

    static final int DEFAULT_PORT = 7946;

    private static final String DNS = "dns+";

    /// Reads `host`, `host:port` or `[address]:port`, with or without `dns+` in front: names are
    /// looked up each time anyway.
    ///
    /// @throws IllegalArgumentException if it is none of these
    static JoinAddress parse(String text) {
        String rest = text.startsWith(DNS) ? text.substring(DNS.length()) : text;
        int bracket = rest.lastIndexOf(']');
        int colon = rest.lastIndexOf(':');
        boolean isBareAddress = bracket < 0 && rest.indexOf(':') != colon;
        String host = colon > bracket && !isBareAddress ? rest.substring(0, colon) : rest;
        String port = colon > bracket && !isBareAddress ? rest.substring(colon + 1) : "";
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int number = port.isEmpty() ? DEFAULT_PORT : number(port);
        if (host.isEmpty() || rest.contains("+") || number < 1 || number > 65535) {
            throw new IllegalArgumentException(
                    "-memberlist.join is \"%s\" (expected host:port, for instance hearth-gossip:7946)"
                            .formatted(text));
        }
        return new JoinAddress(host, number);
    }

    private static int number(String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /// The addresses that the name has now; none if it is not known.
    List<InetSocketAddress> resolve() {
        try {
            List<InetSocketAddress> found = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                found.add(new InetSocketAddress(address, port));
            }
            return found;
        } catch (UnknownHostException _) {
            return List.of();
        }
    }
}
