// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import dev.hearth.objectstore.remote.Bucket;

/// Opens containers of OpenStack Swift.
public final class SwiftContainers {

    private SwiftContainers() {}

    /// Makes a client for a container. Nothing is sent yet.
    public static Bucket open(SwiftConfig config) {
        SwiftHttp http = new SwiftHttp(config);
        return new SwiftContainer(http, new SwiftLogin(config, http), config);
    }
}
