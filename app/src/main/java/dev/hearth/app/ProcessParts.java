// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.disk.Disk;
import dev.hearth.server.ServerMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// What all components of a process share.
///
/// @param meters where all metrics are registered
/// @param cluster the rings, null if this process is alone and keeps its log itself
record ProcessParts(
        ProgramConfig config,
        Clock clock,
        Disk disk,
        ServerMeters meters,
        StorageParts storage,
        SymbolizerParts symbolizer,
        @Nullable Cluster cluster) {

    MeterRegistry registry() {
        return meters.registry();
    }
}
