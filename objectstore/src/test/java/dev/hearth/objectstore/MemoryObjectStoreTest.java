// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

final class MemoryObjectStoreTest implements ObjectStoreContract {

    private final ObjectStore store = new MemoryObjectStore();

    @Override
    public ObjectStore store() {
        return store;
    }
}
