// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.objectstore.ForwardingStore;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;

/// Loses all its objects just before one is put: as if somebody deleted a tenant.
final class ForgettingStore extends ForwardingStore {

    private final ObjectStore store;
    private final String trigger;

    /// @param trigger how the key of that object ends
    ForgettingStore(ObjectStore store, String trigger) {
        super(store);
        this.store = store;
        this.trigger = trigger;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        if (key.endsWith(trigger)) {
            for (String each : ObjectFolders.keys(store, "")) {
                store.delete(each);
            }
        }
        return super.putIfAbsent(key, bytes);
    }
}
