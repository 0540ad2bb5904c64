// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;

/// A process was asked for a partition that it does not own, or no longer.
public final class PartitionMovedException extends IOException {

    private static final long serialVersionUID = 1;

    private final String partition;

    /// @param partition the partition that was asked for
    public PartitionMovedException(String partition) {
        super("partition \"%s\" has another owner".formatted(partition));
        this.partition = partition;
    }

    /// The partition that was asked for.
    public String partition() {
        return partition;
    }
}
