// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.segment.SegmentContent;
import java.io.IOException;

/// What an ingester needs of the chain of its partition's segments. Calls block.
interface Chain {

    /// Follows the chain from its floor to its end.
    ///
    /// @throws IOException if the store fails or its bytes are wrong
    ChainState read() throws IOException;

    /// Writes a segment at the end of the chain.
    ///
    /// @throws IOException if the store fails; the segment may be there or not, and the same call
    ///   may be made again
    CutOutcome commit(SegmentContent content) throws IOException;
}
