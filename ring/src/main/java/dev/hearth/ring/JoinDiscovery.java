// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;

/// Finds members at the addresses of `-memberlist.join`, whose names are looked up anew each time:
/// behind a name of a headless service there is somebody else every day.
final class JoinDiscovery extends TCPPING {

    private final List<JoinAddress> join;

    JoinDiscovery(List<JoinAddress> join) {
        this.join = List.copyOf(join);
        setId(ClassConfigurator.getProtocolId(TCPPING.class));
        setPortRange(0);
        setInitialHosts2(resolved());
        // Who knows only one of many learns from him where the others are: groups whose members do
        // not know each other's addresses take members from each other again and again.
        returnEntireCache(true);
    }

    private Collection<PhysicalAddress> resolved() {
        Collection<PhysicalAddress> found = new ArrayList<>();
        for (JoinAddress address : join) {
            for (InetSocketAddress one : address.resolve()) {
                found.add(new IpAddress(one));
            }
        }
        return found;
    }

    @Override
    public void findMembers(List<Address> members, boolean initial, Responses responses) {
        initial_hosts = resolved();
        super.findMembers(members, initial, responses);
    }
}
