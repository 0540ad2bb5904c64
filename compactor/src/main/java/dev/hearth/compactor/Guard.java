// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.compactor.RunReport.Count;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one tenant's failure from all others.
final class Guard {

    private static final Logger LOGGER = LoggerFactory.getLogger(Guard.class);

    private final CompactorMetrics metrics;
    private final BooleanSupplier isClosed;

    /// @param isClosed whether nothing is to be begun any more
    Guard(CompactorMetrics metrics, BooleanSupplier isClosed) {
        this.metrics = metrics;
        this.isClosed = isClosed;
    }

    /// What can fail for one tenant.
    @FunctionalInterface
    interface Work {
        /// Does it.
        void run() throws IOException;
    }

    /// Does it, and logs and counts it if it fails.
    void run(TenantId tenant, RunReport report, Work work) {
        if (isClosed.getAsBoolean()) {
            return;
        }
        try {
            work.run();
        } catch (IOException e) {
            LOGGER.warn("tenant {}: {}", tenant, e.toString());
            failed(report);
        } catch (RuntimeException e) {
            LOGGER.error("compaction of tenant {} failed as it never should", tenant, e);
            failed(report);
        }
    }

    /// Counts a failure.
    void failed(RunReport report) {
        metrics.failed();
        report.add(Count.FAILURES);
    }
}
