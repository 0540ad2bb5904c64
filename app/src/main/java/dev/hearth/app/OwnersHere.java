// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.compactor.Owners;
import dev.hearth.rpc.PartitionFlush;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// The owners of partitions where all of them are in this process.
record OwnersHere(PartitionFlush ingester) implements Owners {

    @Override
    public Map<String, Long> flush() throws IOException {
        return ingester.flush();
    }

    @Override
    public List<Long> knownEnds(String partition) throws IOException {
        return ingester.knownEnds(partition);
    }
}
