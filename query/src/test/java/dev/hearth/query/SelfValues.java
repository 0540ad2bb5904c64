// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.CallTree;
import java.util.Map;
import java.util.TreeMap;

/// What trees hold, to be compared: the self value of each stack that has one.
final class SelfValues {

    private SelfValues() {}

    static Map<String, Long> of(CallTree tree) {
        Map<String, Long> found = new TreeMap<>();
        String[] paths = new String[tree.size()];
        paths[0] = "";
        for (int node = 0; node < tree.size(); node++) {
            for (int child = tree.childStart(node); child < tree.childEnd(node); child++) {
                paths[child] = paths[node] + ";" + tree.strings().get(tree.name(child));
            }
            if (tree.self(node) > 0) {
                found.put(paths[node], tree.self(node));
            }
        }
        return found;
    }
}
