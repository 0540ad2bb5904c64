// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;

/// An owner was asked for positions that it has let go since they are in segments.
public final class RangeDroppedException extends IOException {

    private static final long serialVersionUID = 1;

    private final long asked;
    private final long kept;

    /// @param asked the position that was asked for
    /// @param kept the first that is kept
    public RangeDroppedException(long asked, long kept) {
        super("position %d was dropped (first kept is %d)".formatted(asked, kept));
        this.asked = asked;
        this.kept = kept;
    }

    /// The position that was asked for.
    public long asked() {
        return asked;
    }

    /// The first position that is kept.
    public long kept() {
        return kept;
    }
}
