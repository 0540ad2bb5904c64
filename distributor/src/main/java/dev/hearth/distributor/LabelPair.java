// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One label as a client sent it: nothing is checked yet, and a name may come twice in a list.
///
/// @param name any text
/// @param value any text; empty means that the series has no such label
record LabelPair(String name, String value) {

    /// The entries of a map.
    static List<LabelPair> listOf(Map<String, String> labels) {
        List<LabelPair> pairs = new ArrayList<>(labels.size());
        labels.forEach((name, value) -> pairs.add(new LabelPair(name, value)));
        return pairs;
    }
}
