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

    private static final String ROOT = "debug-info/";
    private static final String METADATA = "/metadata";
    private static final String UPLOAD = "/upload";
    private static final int PAGE = 1000;

    private String key(BuildId id, String name) {
        return prefix() + id.value() + name;
    }

    private String prefix() {
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
