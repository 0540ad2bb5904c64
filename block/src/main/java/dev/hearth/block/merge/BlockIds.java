// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockId;
import java.io.IOException;
import java.util.List;

/// Gives new blocks their names.
@FunctionalInterface
public interface BlockIds {

    /// Called once a merge, when all its blocks lie ready and before the first object is put; not
    /// called if there is none. What it returns stands in the index as pending.
    ///
    /// @param count how many, at least 1
    /// @return as many different names
    List<BlockId> announce(int count) throws IOException;

    /// The life of the tenant to which the names belong; asked after [#announce]. Empty where no
    /// index knows them.
    default String life() {
        return "";
    }
}
