// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/// Where a tenant's debug files lie in the object store.
///
/// @param tenant whose they are
record DebuginfoKeys(TenantId tenant) {

    /// What the keys of all debug files begin with.
    static final String ROOT = "debug-info/";

    /// Last parts of the keys of a complete file that have checksums.
    static final List<String> CHECKED = List.of("exe", "metadata", "symbols-v1");

    private static final String METADATA = "/metadata";
    private static final String UPLOAD = "/upload";
    private static final int PAGE = 1000;

    String key(BuildId id, String name) {
        return prefix() + id.value() + name;
    }

    /// What the keys of the tenant's files begin with.
    String prefix() {
        return ROOT + tenant.value() + "/";
    }

    /// Says that an upload is complete; without it the file is not there for anybody.
    String metadata(BuildId id) {
        return key(id, METADATA);
    }

    /// Says that an upload has begun.
    String upload(BuildId id) {
        return key(id, UPLOAD);
    }

    /// The file as it was sent.
    String executable(BuildId id) {
        return key(id, "/exe");
    }

    /// The table of its symbols.
    String table(BuildId id) {
        return key(id, "/symbols-v1");
    }

    /// The checksums of the other three.
    String checksums(BuildId id) {
        return key(id, "/checksums-v1");
    }

    /// The build ids of files whose upload is complete.
    TreeSet<BuildId> complete(ObjectStore store) throws IOException {
        return ids(store, METADATA);
    }

    /// The build ids of files whose upload has begun and not ended.
    TreeSet<BuildId> begun(ObjectStore store) throws IOException {
        return ids(store, UPLOAD);
    }

    private TreeSet<BuildId> ids(ObjectStore store, String name) throws IOException {
        TreeSet<BuildId> ids = new TreeSet<>();
        String after = "";
        while (true) {
            List<String> keys = store.list(prefix(), after, PAGE);
            for (String key : keys) {
                if (key.endsWith(name)) {
                    String id = key.substring(prefix().length(), key.length() - name.length());
                    if (BuildId.ofMapping(id).equals(id)) {
                        ids.add(new BuildId(id));
                    }
                }
            }
            if (keys.size() < PAGE) {
                return ids;
            }
            after = keys.getLast();
        }
    }
}
