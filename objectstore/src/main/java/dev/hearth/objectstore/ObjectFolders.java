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

    private ObjectFolders() {}

    /// The folders right below another: asks once for each, whatever the number of objects in them.
    ///
    /// @param root ends in `/`
    /// @return names without slashes, in order
    public static SortedSet<String> names(ObjectStore store, String root) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        List<String> found = store.list(root, "", 1);
        while (!found.isEmpty()) {
            String key = found.getFirst();
            int end = key.indexOf('/', root.length());
            String after = key;
            if (end > 0) {
                names.add(key.substring(root.length(), end));
                after = key.substring(0, end) + '0'; // the character after the slash
            }
            found = store.list(root, after, 1);
        }
        return Collections.unmodifiableSortedSet(names);
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
