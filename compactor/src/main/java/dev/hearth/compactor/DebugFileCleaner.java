// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what is left of debug files: of uploads that never came to their end, and what was put
/// late, after the file or its tenant was deleted. The keys of debug files name no life of the
/// tenant, so what is not whole is what tells that nobody wants it. For one thread at a time.
final class DebugFileCleaner {

    private static final Logger LOGGER = LoggerFactory.getLogger(DebugFileCleaner.class);

    private static final String ROOT = "debug-info/";

    /// Without them nobody sees the file, so they are deleted first.
    private static final List<String> MARKS = List.of("upload", "metadata");

    private static final Set<String> WHOLE = Set.of("exe", "metadata", "symbols-v1");

    private final ObjectStore store;
    private final Duration timeout;
    private final Ages ages;

    /// @param timeout how long an upload may take: longer than any put is late
    DebugFileCleaner(ObjectStore store, Duration timeout, Ages ages) {
        this.store = store;
        this.timeout = timeout;
        this.ages = ages;
    }

    /// Deletes what was seen for long enough and is not whole.
    ///
    /// @param force whether nothing waits but uploads that are under way
    /// @return objects deleted
    int clean(boolean force) throws IOException {
        int deleted = 0;
        for (String tenant : ObjectFolders.names(store, ROOT)) {
            for (String file : ObjectFolders.names(store, ROOT + tenant + "/")) {
                deleted += clean(ROOT + tenant + "/" + file + "/", force);
            }
        }
        return deleted;
    }

    private int clean(String folder, boolean force) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String key : ObjectFolders.keys(store, folder)) {
            names.add(key.substring(folder.length()));
        }
        boolean isBegun = names.contains("upload");
        if (names.isEmpty() || (!isBegun && names.containsAll(WHOLE))) {
            return 0;
        }
        boolean isOld = ages.of(folder + names) >= timeout.toNanos();
        boolean isUnderWay = isBegun || store.size(folder + "upload") >= 0;
        if (!isOld && (!force || isUnderWay)) {
            return 0;
        }
        if (isBegun && names.containsAll(WHOLE)) {
            store.delete(folder + "upload"); // the upload is complete, but for this
            return 1;
        }
        LOGGER.info("\"{}\" holds no whole debug file ({}) and is deleted", folder, names);
        List<String> inOrder = new ArrayList<>(MARKS);
        inOrder.retainAll(names);
        names.removeAll(MARKS);
        inOrder.addAll(names);
        for (String name : inOrder) {
            store.delete(folder + name);
        }
        return inOrder.size();
    }

    /// Deletes all files of a tenant. Marks first: whoever uploads one meanwhile either sees that
    /// its mark is gone, and takes back what it put, or had put it before the rest is listed.
    ///
    /// @return objects deleted
    int deleteAll(TenantId tenant) throws IOException {
        String prefix = ROOT + tenant + "/";
        int deleted = 0;
        for (String key : ObjectFolders.keys(store, prefix)) {
            if (MARKS.contains(key.substring(key.lastIndexOf('/') + 1))) {
                store.delete(key);
                deleted++;
            }
        }
        for (String key : ObjectFolders.keys(store, prefix)) {
            store.delete(key);
            deleted++;
        }
        return deleted;
    }
}
