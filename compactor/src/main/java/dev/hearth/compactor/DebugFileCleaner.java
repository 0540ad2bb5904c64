// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what is left of debug files: of uploads that never came to their end, and what was put
/// late, after the file or its tenant was deleted. Never a file whose upload is complete, whatever
/// there is of it: what it lacks may be damage that can be mended, or be named otherwise by a newer
/// version, and its tenant may live. For one thread at a time.
final class DebugFileCleaner {

    private static final Logger LOGGER = LoggerFactory.getLogger(DebugFileCleaner.class);

    private static final String ROOT = "debug-info/";
    private static final int PAGE = 1000;

    /// Says that an upload is complete.
    private static final String COMPLETE = "metadata";

    /// Says that an upload has begun, and when.
    private static final String BEGUN = "upload";

    /// Without them nobody sees the file, so they are deleted first.
    private static final Set<String> MARKS = Set.of(BEGUN, COMPLETE);

    /// Rounds of deleting a tenant: the marks, all, and what was put meanwhile.
    private static final int ROUNDS = 3;

    private final ObjectStore store;
    private final Duration timeout;
    private final Ages ages;
    private final BooleanSupplier isClosed;

    /// Whether the life of a tenant is over and its index is not gone yet.
    @FunctionalInterface
    interface Life {
        /// Asks the store.
        boolean isEnded() throws IOException;
    }

    /// @param timeout how long an upload may take: longer than any put is late
    /// @param isClosed whether to stop
    DebugFileCleaner(ObjectStore store, Duration timeout, Ages ages, BooleanSupplier isClosed) {
        this.store = store;
        this.timeout = timeout;
        this.ages = ages;
        this.isClosed = isClosed;
    }

    /// Deletes what was seen for long enough: first the mark of an upload, then, after it was seen
    /// without one for as long again, the rest. So whoever was about to complete the upload has
    /// done it by then, or never will. Nothing shortens that.
    ///
    /// @param isOwn whose files to look at
    /// @return objects deleted
    int clean(Predicate<TenantId> isOwn) throws IOException {
        int deleted = 0;
        for (String name : ObjectFolders.names(store, ROOT)) {
            if (isTenant(name) && isOwn.test(new TenantId(name))) {
                deleted += cleanTenant(name);
            }
        }
        return deleted;
    }

    private static boolean isTenant(String name) {
        try {
            return new TenantId(name).value().equals(name);
        } catch (IllegalArgumentException e) {
            return false; // for verifying to name
        }
    }

    private int cleanTenant(String tenant) throws IOException {
        String root = ROOT + tenant + "/";
        Set<String> names = new TreeSet<>();
        String folder = root;
        String after = "";
        int deleted = 0;
        while (!isClosed.getAsBoolean()) {
            List<String> page = store.list(root, after, PAGE);
            for (String key : page) {
                String its = key.substring(0, key.indexOf('/', root.length()) + 1);
                if (!its.equals(folder)) {
                    deleted += cleanFile(folder, names);
                    folder = its;
                    names.clear();
                }
                names.add(key.substring(its.length()));
            }
            if (page.size() < PAGE) {
                return deleted + cleanFile(folder, names);
            }
            after = page.getLast();
        }
        return deleted;
    }

    private int cleanFile(String folder, Set<String> names) throws IOException {
        if (names.isEmpty() || isClosed.getAsBoolean()) {
            return 0;
        }
        if (names.contains(BEGUN)) {
            return cleanMark(folder);
        }
        if (!names.contains(COMPLETE)) {
            return cleanRest(folder, names);
        }
        boolean isUsable = names.stream().anyMatch(name -> name.startsWith("symbols-"));
        if (!isUsable && isOld(folder + names)) {
            LOGGER.warn(
                    "\"{}\" is complete and holds {} (expected a table of symbols too): bring it"
                            + " back from a copy, or delete the debug file and upload it again",
                    folder,
                    names);
        }
        return 0;
    }

    private boolean isOld(String what) {
        return ages.of(what) >= timeout.toNanos();
    }

    /// An upload that was begun anew has another mark.
    private int cleanMark(String folder) throws IOException {
        byte[] mark;
        try {
            mark = store.get(folder + BEGUN);
        } catch (NoSuchObjectException e) {
            return 0; // the upload has just come to its end
        }
        if (!isOld(folder + UUID.nameUUIDFromBytes(mark))) {
            return 0;
        }
        LOGGER.info("upload of \"{}\" is given up", folder);
        store.delete(folder + BEGUN);
        return 1;
    }

    private int cleanRest(String folder, Set<String> names) throws IOException {
        if (!isOld(folder + names)) {
            return 0;
        }
        int deleted = 0;
        for (String name : names) {
            for (String mark : MARKS) { // a listing may lag
                if (store.size(folder + mark) >= 0) {
                    return deleted;
                }
            }
            store.delete(folder + name);
            deleted++;
        }
        LOGGER.info("\"{}\" held no debug file ({}) and is deleted", folder, names);
        return deleted;
    }

    /// Deletes all files of a tenant. Marks first: whoever uploads one meanwhile either sees that
    /// its mark is gone, and takes back what it put, or had put it before the rest is listed. What
    /// is deleted was listed while the tenant had ended: so it is nothing that was uploaded when
    /// somebody else had removed the index and the tenant had begun anew.
    ///
    /// @return objects deleted
    int deleteAll(TenantId tenant, Life life) throws IOException {
        int deleted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> keys = ObjectFolders.keys(store, ROOT + tenant.value() + "/");
            deleted += delete(keys, true, life);
            if (round > 0) {
                deleted += delete(keys, false, life);
            }
        }
        return deleted;
    }

    private int delete(List<String> keys, boolean isMark, Life life) throws IOException {
        List<String> chosen =
                keys.stream()
                        .filter(key ->
                                MARKS.contains(key.substring(key.lastIndexOf('/') + 1)) == isMark)
                        .toList();
        if (chosen.isEmpty() || !life.isEnded()) {
            return 0;
        }
        for (String key : chosen) {
            store.delete(key);
        }
        return chosen.size();
    }
}
