// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Listings of more than one page. What is true of [ObjectStore#list] is true of them: they may
/// lag.
public final class ObjectFolders {

    private static final int PAGE = 1000;
    private static final int MAX_PAGE = 1 << 16;

    private ObjectFolders() {}

    /// The folders right below another. Asks for a number of keys that doubles with each call, and
    /// leaves out what else is in the last folder it met: so it asks seldom for many small folders,
    /// each of which a store may have to look into, and does not read all of large ones.
    ///
    /// @param root ends in `/`
    /// @return names without slashes, in order
    public static SortedSet<String> names(ObjectStore store, String root) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        int limit = PAGE;
        String after = "";
        while (true) {
            List<String> found = store.list(root, after, limit);
            for (String key : found) {
                int end = key.indexOf('/', root.length());
                after = key;
                if (end > 0) {
                    names.add(key.substring(root.length(), end));
                    after = key.substring(0, end) + '0'; // the character after the slash
                }
            }
            if (found.size() < limit) {
                return Collections.unmodifiableSortedSet(names);
            }
            limit = Math.min(MAX_PAGE, limit * 2);
        }
    }

    /// All keys that begin with a prefix, in order. For prefixes that have a bounded number.
    public static List<String> keys(ObjectStore store, String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        List<String> page = store.list(prefix, "", PAGE);
        while (!page.isEmpty()) {
            keys.addAll(page);
            page = page.size() < PAGE ? List.of() : store.list(prefix, page.getLast(), PAGE);
        }
        return List.copyOf(keys);
    }
}
