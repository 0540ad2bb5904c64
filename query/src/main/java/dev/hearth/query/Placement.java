// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.List;

/// Who is to read which stored object, so that each is in the caches of few processes. Safe for
/// many threads; does not block.
@FunctionalInterface
public interface Placement {

    /// Everything is read where it is asked for.
    Placement HERE = _ -> List.of();

    /// The processes that are to read an object, the best first, as addresses of host and port.
    /// Equal in all processes, as far as they know of the same ones. Empty if it is to be read
    /// where it is asked for.
    ///
    /// @param name the id of a block, the key of a segment
    List<String> readers(String name);
}
