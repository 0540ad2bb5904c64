// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.index.GivenUpStore;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the marks of what was given up as the index has it. Safe for many threads.
final class GivenUpMarks {

    private static final Logger LOGGER = LoggerFactory.getLogger(GivenUpMarks.class);

    private final GivenUpStore marks;

    GivenUpMarks(ObjectStore store) {
        this.marks = new GivenUpStore(store);
    }

    /// Writes marks that are missing or damaged, and deletes those of what is not given up any
    /// more. What was listed was put when the index had it: so if the index lacks it now, that was
    /// taken back.
    ///
    /// @param isOld whether a mark that no index wants, of a tenant that has none, is old enough to
    ///   be left over: the index may be lost
    /// @throws IOException if the store fails; the next call goes on
    void follow(IndexStore index, Predicate<String> isOld) throws IOException {
        List<String> found = marks.keys(index.tenant());
        TenantIndex now = index.refresh().index();
        if (now.isEnded()) {
            return;
        }
        SortedSet<String> wanted = GivenUpStore.keys(now);
        for (String key : found) {
            if (wanted.contains(key)) {
                if (marks.isWhole(now, key)) {
                    wanted.remove(key);
                } else {
                    LOGGER.warn("mark {} is damaged, or of a former life: written anew", key);
                    marks.delete(key);
                }
            } else if (!now.life().isEmpty() || isOld.test(key)) {
                marks.delete(key);
            }
        }
        for (String key : wanted) {
            marks.put(now, key);
        }
    }
}
