// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out under which address others reach this host.
final class Addresses {

    private Addresses() {}

    /// The first IPv4 address of the first of these interfaces that has one; else one of any other
    /// interface, and if there is none, the loopback address.
    ///
    /// @param interfaces names in order of preference, for instance `eth0`
    static InetAddress own(List<String> interfaces) throws IOException {
        for (String name : interfaces) {
            NetworkInterface named = NetworkInterface.getByName(name);
            InetAddress address = named == null ? null : first(named);
            if (address != null) {
                return address;
            }
        }
        for (NetworkInterface any : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            InetAddress address = any.isLoopback() || !any.isUp() ? null : first(any);
            if (address != null) {
                return address;
            }
        }
        return InetAddress.getLoopbackAddress();
    }

    /// The name of this host, or `hearth` if it has none.
    static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.isEmpty() ? "hearth" : name;
        } catch (UnknownHostException _) {
            return "hearth";
        }
    }

    private static @Nullable InetAddress first(NetworkInterface of) {
        for (InetAddress address : Collections.list(of.getInetAddresses())) {
            if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                return address;
            }
        }
        return null;
    }
}
