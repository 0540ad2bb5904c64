// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileId;
import java.util.Set;

/// Which samples count.
public sealed interface SampleFilter {

    /// All of them.
    record All() implements SampleFilter {}

    /// Those of certain spans.
    ///
    /// @param spans span ids, little-endian of their eight bytes, none 0
    record Spans(Set<Long> spans) implements SampleFilter {
        /// Keeps a copy of the set.
        public Spans {
            spans = Set.copyOf(spans);
        }
    }

    /// Those of certain traces.
    ///
    /// @param traces trace ids, the 16 bytes in the shape of a [ProfileId], none 0
    record Traces(Set<ProfileId> traces) implements SampleFilter {
        /// Keeps a copy of the set.
        public Traces {
            traces = Set.copyOf(traces);
        }
    }
}
