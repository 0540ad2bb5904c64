// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.PrefixedObjectStore;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.RemoteObjectStore;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.testing.FaultyProxy;
import java.io.IOException;
import java.util.UUID;

/// One store opened twice: straight, and by way of a proxy that has faults. Empty at first.
///
/// @param proxy stands before the server for `faulty`
/// @param straight the store
/// @param faulty the same objects
record StorePair(FaultyProxy proxy, ObjectStore straight, ObjectStore faulty)
        implements AutoCloseable {

    /// How often each tries again.
    private static final int RETRIES = 3;

    /// Opens a bucket.
    @FunctionalInterface
    interface Opener {

        /// Opens it by way of a port on loopback.
        Bucket open(int port, Retries retries) throws IOException, ConfigException;
    }

    /// Opens a store below a prefix of its own.
    static StorePair open(PartProcess server, Opener opener) throws IOException, ConfigException {
        FaultyProxy proxy = new FaultyProxy(server.address());
        String prefix = UUID.randomUUID().toString();
        return new StorePair(
                proxy,
                store(opener, server.address().getPort(), prefix),
                store(opener, proxy.port(), prefix));
    }

    private static ObjectStore store(Opener opener, int port, String prefix)
            throws IOException, ConfigException {
        Retries retries = new Retries(RETRIES, _ -> {});
        return new PrefixedObjectStore(
                new RemoteObjectStore(opener.open(port, retries), retries), prefix);
    }

    @Override
    public void close() throws IOException {
        faulty.close();
        proxy.close();
        straight.close();
    }
}
