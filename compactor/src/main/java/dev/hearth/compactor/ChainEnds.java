// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import java.io.IOException;
import java.util.List;

/// Where the segments of a partition end, as far as its owners know.
@FunctionalInterface
public interface ChainEnds {

    /// Has all owners of a partition bring into segments what they hold of it, unless a damaged
    /// segment is in the way.
    ///
    /// @return where they knew the chain to end before that, and after; empty if nobody has the
    ///   partition open
    /// @throws IOException if an owner that is there does not answer, or something else is in its
    ///   way
    List<Long> knownEnds(String partition) throws IOException;
}
