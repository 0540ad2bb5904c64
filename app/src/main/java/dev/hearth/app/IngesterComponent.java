// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.query.PartitionOwner;
import dev.hearth.rpc.PartitionFlush;
import java.util.List;

/// The ingester as a process runs it.
interface IngesterComponent extends Component, PartitionFlush {

    @Override
    default Target target() {
        return Target.INGESTER;
    }

    /// Who answers here for what is not yet in segments, as of now.
    List<PartitionOwner> owners();
}
