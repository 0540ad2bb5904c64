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

    /// Its end as far as it was followed, and what was added since. For a log with another owner,
    /// who may have cut.
    ///
    /// @throws IOException as [#read]
    long end() throws IOException;

    /// Its floor: nothing below it is needed by anybody.
    ///
    /// @throws IOException if the store fails
    long floor() throws IOException;

    /// Notes that the records of a range are lost, and goes on behind it: a segment that holds
    /// nothing, and a mark beside it.
    ///
    /// @param from first position
    /// @param to end of the range, exclusive
    /// @throws IOException as [#commit]
    CutOutcome commitGap(long from, long to) throws IOException;

    /// Writes a segment at the end of the chain.
    ///
    /// @throws IOException if the store fails; the segment may be there or not, and the same call
    ///   may be made again
    CutOutcome commit(SegmentContent content) throws IOException;
}
