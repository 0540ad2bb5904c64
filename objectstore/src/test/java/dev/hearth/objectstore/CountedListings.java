// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.List;

/// A store to be listed, which counts what it is asked. For one thread.
final class CountedListings extends ForwardingStore {

    private int listings;
    private int keys;

    CountedListings(ObjectStore store) {
        super(store);
    }

    int listings() {
        return listings;
    }

    /// Keys given.
    int keys() {
        return keys;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> found = super.list(prefix, after, limit);
        listings++;
        keys += found.size();
        return found;
    }
}
